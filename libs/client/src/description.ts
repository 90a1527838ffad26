/** Made from contracts/openapi.json by openapi-typescript: npm run generate. */
export interface paths {
    "/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the jobs
         * @description Those of the owner of the key, the newest first. `queue` and `estimate` are null here.
         */
        get: operations["listJobs"];
        put?: never;
        /**
         * Submit a recording
         * @description The recording is streamed to storage; the parts may come in any order. From the 202 on nothing is lost: the job ends as `completed`, `failed` or, if you say so, `cancelled`. Unknown, repeated and empty fields are refused, and what was refused leaves nothing behind.
         */
        post: operations["submitJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a job is doing
         * @description `status` goes from `pending` over `processing` to `completed`, `failed` or `cancelled`, which is final; only a replay by an operator makes a new `generation` of the job. With `wait` the answer is held back until there is news: with `If-None-Match` until something is recorded of the job that this `ETag` does not know of, else until the job has ended.
         */
        get: operations["getJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a job
         * @description The job is `cancelled` at once; asked again, it is the same. No further step of it is begun, and results that arrive late are discarded. A job that has completed or failed stays as it is.
         */
        post: operations["cancelJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow a job, live
         * @description Server-sent events. Without `Last-Event-ID` one `job.snapshot`, then every `job.status` as it happens; with it what follows that event. The stream ends with the event that ends the job; whoever comes back with its id gets 204, and an EventSource stops. Needs a key with `jobs:read`, or an event token.
         */
        get: operations["streamJobEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow all jobs, live
         * @description Server-sent events of all jobs of the owner. Without `Last-Event-ID` one `job.snapshot` for each job that has not ended, then every `job.status` as it happens; with it what follows that event. It has no end. The ids are of this stream alone.
         */
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/event-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a browser follow a job
         * @description The token opens the events of this job and nothing else: `new EventSource(links.events + "?token=…")`.
         */
        post: operations["createEventToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/meetings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the result
         * @description Speakers, segments with the time of each word, summary, action items and decisions, each with the quote it rests on. It is readable as soon as the transcript is stored; `artifacts` is null until the analysis has arrived. An artifact that failed is empty and says why.
         */
        get: operations["getMeeting"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/meetings/{id}/transcript": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export the result
         * @description As captions (WebVTT, SubRip: two lines of 42 characters at most, for up to seven seconds, never two at once), as plain text, as minutes in Markdown, or as the meeting itself in JSON. Readable as soon as the transcript is stored; minutes say so where the analysis is not there yet. In Markdown what people said is escaped.
         */
        get: operations["getTranscript"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the keys
         * @description Of all owners, the newest first, revoked and expired ones included; without secrets.
         */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Make a key
         * @description Only a hash of the key is kept: what the answer shows is shown this once.
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a key a new secret
         * @description Id, owner and scopes stay. Without `grace_seconds` the old secret is no good any more from now on; of several rotations only the last old secret has a grace period.
         */
        post: operations["rotateApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a key
         * @description From now on and for good. Asked again, it is the same. What the key has submitted goes on.
         */
        delete: operations["revokeApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This description
         * @description This description
         */
        get: operations["getDescription"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This description for people
         * @description This description for people
         */
        get: operations["readDocs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    jobEnded: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A job has ended
         * @description Sent to the `webhook_url` of a submission. Compare `X-Webhook-Secret` before you trust the body, answer with any 2xx within 30 seconds, and drop a `webhook-id` that you have seen: nothing is sent after your 2xx was recorded, but if it could not be recorded, the same id comes again. What is still undelivered after the last attempt does not fail the job.
         */
        post: operations["jobEnded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        Job: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            status: "pending" | "processing" | "completed" | "failed" | "cancelled";
            /** @description what is being worked on */
            stage: ("transcription" | "analysis" | "persistence") | null;
            title: string | null;
            /** Format: date-time */
            recorded_at: string;
            language: string | null;
            metadata: {
                [key: string]: unknown;
            };
            /** @description as it was submitted */
            external_id: string | null;
            /** @description what was asked for; empty: the transcript alone */
            analyses: ("speakers" | "summary" | "action_items" | "decisions")[];
            error: components["schemas"]["JobError"] | null;
            artifacts: components["schemas"]["Artifacts"] | null;
            meeting_id: string | null;
            stages: {
                transcription: {
                    started_at: string | null;
                    completed_at: string | null;
                    duration_ms: number | null;
                } | null;
                analysis: {
                    started_at: string | null;
                    completed_at: string | null;
                    duration_ms: number | null;
                } | null;
                persistence: {
                    started_at: string | null;
                    completed_at: string | null;
                    duration_ms: number | null;
                } | null;
                notification: {
                    started_at: string | null;
                    completed_at: string | null;
                    duration_ms: number | null;
                } | null;
            };
            engine: {
                transcription: components["schemas"]["Engine"] | null;
                analysis: components["schemas"]["Engine"] | null;
            };
            webhook: {
                url_host: string | null;
                /** @enum {string} */
                status: "none" | "pending" | "delivered" | "exhausted";
                attempts: number;
                /** @description why it was given up */
                reason: string | null;
            };
            /** @description what part of the work is behind it: 0.1 once the recording is with the speech provider, 0.2 once its transcription was ordered, 0.6 with the transcript, 0.9 with the analysis, 1 when completed; where it was when it failed or was cancelled */
            progress: number;
            /** @description while it waits for its first step, where it stands among all that do; 1000: there or further back. Null afterwards, and in lists and the answer to a submission */
            queue: {
                position: number;
            } | null;
            /** @description null where nothing honest can be said, and in lists */
            estimate: {
                /**
                 * Format: date-time
                 * @description if it goes like most
                 */
                completes_at: string;
                basis: {
                    /** @description how many jobs like it that is the median of */
                    completed_jobs: number;
                };
            } | null;
            links: {
                self: string;
                /** @description its events, live */
                events: string;
                meeting: string | null;
            };
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            completed_at: string | null;
            generation: number;
        };
        JobError: {
            /** @description a code from docs/errors.md */
            code: string;
            message: string;
            retryable: boolean;
            /** @enum {string} */
            stage: "transcription" | "analysis" | "persistence";
        };
        Meeting: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            job_id: string;
            title: string | null;
            /** Format: date-time */
            recorded_at: string;
            language: string;
            duration_ms: number;
            summary: string | null;
            speakers: components["schemas"]["Speaker"][];
            segments: components["schemas"]["Segment"][];
            action_items: components["schemas"]["ActionItem"][];
            decisions: components["schemas"]["Decision"][];
            /** @description null until the analysis has arrived */
            artifacts: components["schemas"]["Artifacts"] | null;
            engine: {
                transcription: components["schemas"]["Engine"];
                analysis: components["schemas"]["Engine"] | null;
            };
            metadata: {
                [key: string]: unknown;
            };
            /**
             * @description as it was submitted
             * @default null
             */
            external_id: string | null;
            /**
             * @description what was asked for; the artifacts of the others are skipped
             * @default [
             *       "speakers",
             *       "summary",
             *       "action_items",
             *       "decisions"
             *     ]
             */
            analyses: ("speakers" | "summary" | "action_items" | "decisions")[];
        };
        Speaker: {
            id: string;
            /** @description diarization label: A, B, … */
            label: string;
            name: string | null;
            name_source: ("analysis" | "human") | null;
            confidence: number | null;
            talk_time_ms: number;
            turns: number;
        };
        Segment: {
            id: string;
            speaker_id: string;
            /** @description the name where known, else "Speaker A" */
            speaker: string;
            start_ms: number;
            end_ms: number;
            text: string;
            confidence: number | null;
            /** @description in the API, not in webhooks */
            words?: {
                text: string;
                start_ms: number;
                end_ms: number;
                confidence: number | null;
            }[];
        };
        ActionItem: {
            id: string;
            task: string;
            owner: string | null;
            owner_speaker_id: string | null;
            /** @description as it was said: "by Friday" */
            due_text: string | null;
            due_date: string | null;
            confidence: number | null;
            evidence: {
                segment_id: string;
                start_ms: number;
                quote: string;
            }[];
        };
        Decision: {
            id: string;
            decision: string;
            rationale: string | null;
            decided_by: string[];
            confidence: number | null;
            evidence: {
                segment_id: string;
                start_ms: number;
                quote: string;
            }[];
        };
        Artifacts: {
            speakers: components["schemas"]["ArtifactStatus"];
            summary: components["schemas"]["ArtifactStatus"];
            action_items: components["schemas"]["ArtifactStatus"];
            decisions: components["schemas"]["ArtifactStatus"];
        };
        ArtifactStatus: {
            /** @enum {string} */
            status: "ok" | "degraded" | "failed" | "skipped";
            reason: string | null;
        };
        Engine: {
            /** @description whose API was spoken: assemblyai, openai */
            provider: string;
            /** @description as the provider named it in its answer */
            model: string;
        };
        Problem: {
            /** @description `urn:meeting-intelligence:error:` and the code */
            type: string;
            /** @description the meaning of the code */
            title: string;
            /** @description the HTTP status */
            status: number;
            /** @description what was expected and what arrived */
            detail: string;
            /** @description the path of the request */
            instance: string;
            /** @description stable: decide by this one */
            code: string;
            /** @description the log has it too; tell it to whoever operates the service */
            request_id: string;
            /** @description every fault of a refused request at once */
            errors: {
                /** @description JSON pointer (RFC 6901) into the request, for example `/title` */
                pointer: string;
                /** @enum {string} */
                code: "missing" | "empty" | "duplicate" | "unknown" | "too_long" | "invalid";
                /** @description what was expected */
                detail: string;
            }[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description the id of the request: yours, if you sent a plain one, or else a new one */
        "X-Request-Id": string;
        /** @description seconds after which it is worth asking again */
        "Retry-After": number;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listJobs: {
        parameters: {
            query?: {
                /** @description most jobs of a page */
                limit?: number;
                /** @description `next_cursor` of the page before; the filters have to be the same */
                cursor?: string;
                status?: "pending" | "processing" | "completed" | "failed" | "cancelled";
                /** @description as it was submitted */
                external_id?: string;
                /** @description later than this */
                created_after?: string;
                /** @description earlier than this */
                created_before?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    /** @description the page that follows, as `rel="next"` */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                     *           "status": "completed",
                     *           "stage": null,
                     *           "title": "Weekly planning",
                     *           "recorded_at": "2026-11-20T09:00:00.000Z",
                     *           "language": "en",
                     *           "metadata": {
                     *             "article": 4711
                     *           },
                     *           "external_id": "article-4711",
                     *           "analyses": [
                     *             "speakers",
                     *             "summary",
                     *             "action_items",
                     *             "decisions"
                     *           ],
                     *           "error": null,
                     *           "artifacts": {
                     *             "speakers": {
                     *               "status": "ok",
                     *               "reason": null
                     *             },
                     *             "summary": {
                     *               "status": "ok",
                     *               "reason": null
                     *             },
                     *             "action_items": {
                     *               "status": "ok",
                     *               "reason": null
                     *             },
                     *             "decisions": {
                     *               "status": "ok",
                     *               "reason": null
                     *             }
                     *           },
                     *           "meeting_id": "0b0c7b7e-6f0c-5d6f-9c53-0a4f6f1f2d11",
                     *           "stages": {
                     *             "transcription": {
                     *               "started_at": "2026-11-20T10:00:00.000Z",
                     *               "completed_at": "2026-11-20T10:00:08.000Z",
                     *               "duration_ms": 8000
                     *             },
                     *             "analysis": {
                     *               "started_at": "2026-11-20T10:00:08.000Z",
                     *               "completed_at": "2026-11-20T10:00:10.500Z",
                     *               "duration_ms": 2500
                     *             },
                     *             "persistence": {
                     *               "started_at": "2026-11-20T10:00:10.500Z",
                     *               "completed_at": "2026-11-20T10:00:10.700Z",
                     *               "duration_ms": 200
                     *             },
                     *             "notification": null
                     *           },
                     *           "engine": {
                     *             "transcription": {
                     *               "provider": "assemblyai",
                     *               "model": "universal"
                     *             },
                     *             "analysis": {
                     *               "provider": "openai",
                     *               "model": "gpt-5-mini"
                     *             }
                     *           },
                     *           "webhook": {
                     *             "url_host": "cms.example",
                     *             "status": "pending",
                     *             "attempts": 0,
                     *             "reason": null
                     *           },
                     *           "progress": 1,
                     *           "queue": null,
                     *           "estimate": null,
                     *           "links": {
                     *             "self": "/v1/jobs/7c9e6679-7425-40de-944b-e07fc1f90ae7",
                     *             "events": "/v1/jobs/7c9e6679-7425-40de-944b-e07fc1f90ae7/events",
                     *             "meeting": "/v1/meetings/0b0c7b7e-6f0c-5d6f-9c53-0a4f6f1f2d11"
                     *           },
                     *           "created_at": "2026-11-20T10:00:00.000Z",
                     *           "updated_at": "2026-11-20T10:00:10.700Z",
                     *           "completed_at": "2026-11-20T10:00:10.700Z",
                     *           "generation": 1
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": {
                        data: components["schemas"]["Job"][];
                        /** @description of the page that follows; null: this is the last */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description `UNAUTHORIZED`: The credential is missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    /** @description `Bearer` */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INSUFFICIENT_SCOPE`: The API key is not for this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INVALID_REQUEST`: A field of the request is missing, unknown or not of the expected form. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has the details under the request id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `SERVICE_UNAVAILABLE`: A part of the system cannot be reached at the moment.
             *
             *     `DATABASE_UNAVAILABLE`: The database cannot be reached.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem */
            default: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    submitJob: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * Format: binary
                     * @description the recording: audio, or video with a sound track, whatever its name says
                     */
                    file: string;
                    /** @description of the meeting */
                    title?: string;
                    /**
                     * Format: date-time
                     * @description when the meeting took place; the time of the upload if left out
                     */
                    recorded_at?: string;
                    /** @description BCP 47, such as `en` or `de-CH`; detected if left out */
                    language?: string;
                    speakers_expected?: number;
                    /** @description names of people who take part, as far as you know them: a JSON array of up to 32 texts of up to 100 characters. A speaker gets such a name only where the recording tells it */
                    speaker_names?: string;
                    /** @description words and phrases that are hard to recognise: a JSON array of up to 200 texts of up to 50 characters and 6 words */
                    vocabulary?: string;
                    /** @description what shall be looked for, with commas between: `speakers`, `summary`, `action_items`, `decisions`; all of them if left out, none if empty */
                    analyses?: string;
                    /** @description how the summary shall be laid out: headings, order, length, tone */
                    summary_template?: string;
                    /** @description what you call the meeting; echoed in job, meeting and webhook. It need not be unique */
                    external_id?: string;
                    /** @description http or https on the public internet, without credentials; told how the job ended */
                    webhook_url?: string;
                    /** @description with `webhook_url` only: printable ASCII without spaces, echoed in `X-Webhook-Secret` */
                    webhook_secret?: string;
                    /** @description a JSON object of your own, up to 16 KiB, echoed in every answer and webhook */
                    metadata?: string;
                };
                /**
                 * @example {
                 *       "recording_url": "https://media.cms.example/recordings/planning-meeting.ogg?signature=4d2f",
                 *       "title": "Planning",
                 *       "webhook_url": "https://cms.example/hooks/meetings",
                 *       "metadata": {
                 *         "article": 4711
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description where the recording is: http or https on the public internet, without credentials but those in its path or query; up to three redirects are followed */
                    recording_url: string;
                    /** @description of the meeting */
                    title?: string;
                    /**
                     * Format: date-time
                     * @description when the meeting took place; the time of the upload if left out
                     */
                    recorded_at?: string;
                    /** @description BCP 47, such as `en` or `de-CH`; detected if left out */
                    language?: string;
                    speakers_expected?: number;
                    /** @description names of people who take part, as far as you know them */
                    speaker_names?: string[];
                    /** @description words and phrases of up to 6 words that are hard to recognise */
                    vocabulary?: string[];
                    /** @description what shall be looked for; everything if left out, nothing if empty */
                    analyses?: ("speakers" | "summary" | "action_items" | "decisions")[];
                    /** @description how the summary shall be laid out: headings, order, length, tone */
                    summary_template?: string;
                    /** @description what you call the meeting; echoed in job, meeting and webhook. It need not be unique */
                    external_id?: string;
                    /** @description http or https on the public internet, without credentials; told how the job ended */
                    webhook_url?: string;
                    /** @description with `webhook_url` only: printable ASCII without spaces, echoed in `X-Webhook-Secret` */
                    webhook_secret?: string;
                    /** @description of your own, up to 16 KiB as JSON, echoed in every answer and webhook */
                    metadata?: {
                        [key: string]: unknown;
                    };
                };
            };
        };
        responses: {
            /** @description Accepted: the job, which is pending */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    /** @description path of the job */
                    Location?: string;
                    /** @description seconds after which it is worth asking again */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                     *       "status": "pending",
                     *       "stage": null,
                     *       "title": "Weekly planning",
                     *       "recorded_at": "2026-11-20T09:00:00.000Z",
                     *       "language": "en",
                     *       "metadata": {
                     *         "article": 4711
                     *       },
                     *       "external_id": "article-4711",
                     *       "analyses": [
                     *         "speakers",
                     *         "summary",
                     *         "action_items",
                     *         "decisions"
                     *       ],
                     *       "error": null,
                     *       "artifacts": null,
                     *       "meeting_id": null,
                     *       "stages": {
                     *         "transcription": null,
                     *         "analysis": null,
                     *         "persistence": null,
                     *         "notification": null
                     *       },
                     *       "engine": {
                     *         "transcription": null,
                     *         "analysis": null
                     *       },
                     *       "webhook": {
                     *         "url_host": "cms.example",
                     *         "status": "pending",
                     *         "attempts": 0,
                     *         "reason": null
                     *       },
                     *       "progress": 0,
                     *       "queue": null,
                     *       "estimate": null,
                     *       "links": {
                     *         "self": "/v1/jobs/7c9e6679-7425-40de-944b-e07fc1f90ae7",
                     *         "events": "/v1/jobs/7c9e6679-7425-40de-944b-e07fc1f90ae7/events",
                     *         "meeting": null
                     *       },
                     *       "created_at": "2026-11-20T10:00:00.000Z",
                     *       "updated_at": "2026-11-20T10:00:00.000Z",
                     *       "completed_at": null,
                     *       "generation": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description `UPLOAD_INCOMPLETE`: The connection ended before the whole recording had arrived. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `UNAUTHORIZED`: The credential is missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    /** @description `Bearer` */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INSUFFICIENT_SCOPE`: The API key is not for this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `RECORDING_TOO_LARGE`: The recording is larger than MAX_UPLOAD_BYTES. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `RECORDING_NOT_MEDIA`: The file is neither audio nor video.
             *
             *     `UNSUPPORTED_MEDIA_TYPE`: The request body is of a media type that is not taken here.
             */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `URL_BLOCKED`: The URL leads to where requests for others are not sent: into an inner network, or to a port that is not of HTTP.
             *
             *     `RECORDING_MISSING`: The request carries no recording.
             *
             *     `RECORDING_EMPTY`: The recording has no bytes.
             *
             *     `INVALID_REQUEST`: A field of the request is missing, unknown or not of the expected form.
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has the details under the request id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `STORAGE_FULL`: The object store has no room left.
             *
             *     `STORAGE_UNAVAILABLE`: The object store cannot be reached.
             *
             *     `SERVICE_UNAVAILABLE`: A part of the system cannot be reached at the moment.
             *
             *     `DATABASE_UNAVAILABLE`: The database cannot be reached.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem */
            default: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getJob: {
        parameters: {
            query?: {
                /** @description long poll: answer when there is news, at the latest after so long, for example `30s` */
                wait?: string;
            };
            header?: {
                /** @description `ETag` of the answer before */
                "If-None-Match"?: string;
            };
            path: {
                /** @description of the job, as its submission answered it */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    /** @description of this answer */
                    ETag?: string;
                    /** @description seconds after which it is worth asking again; only while the job has not ended */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                     *       "status": "completed",
                     *       "stage": null,
                     *       "title": "Weekly planning",
                     *       "recorded_at": "2026-11-20T09:00:00.000Z",
                     *       "language": "en",
                     *       "metadata": {
                     *         "article": 4711
                     *       },
                     *       "external_id": "article-4711",
                     *       "analyses": [
                     *         "speakers",
                     *         "summary",
                     *         "action_items",
                     *         "decisions"
                     *       ],
                     *       "error": null,
                     *       "artifacts": {
                     *         "speakers": {
                     *           "status": "ok",
                     *           "reason": null
                     *         },
                     *         "summary": {
                     *           "status": "ok",
                     *           "reason": null
                     *         },
                     *         "action_items": {
                     *           "status": "ok",
                     *           "reason": null
                     *         },
                     *         "decisions": {
                     *           "status": "ok",
                     *           "reason": null
                     *         }
                     *       },
                     *       "meeting_id": "0b0c7b7e-6f0c-5d6f-9c53-0a4f6f1f2d11",
                     *       "stages": {
                     *         "transcription": {
                     *           "started_at": "2026-11-20T10:00:00.000Z",
                     *           "completed_at": "2026-11-20T10:00:08.000Z",
                     *           "duration_ms": 8000
                     *         },
                     *         "analysis": {
                     *           "started_at": "2026-11-20T10:00:08.000Z",
                     *           "completed_at": "2026-11-20T10:00:10.500Z",
                     *           "duration_ms": 2500
                     *         },
                     *         "persistence": {
                     *           "started_at": "2026-11-20T10:00:10.500Z",
                     *           "completed_at": "2026-11-20T10:00:10.700Z",
                     *           "duration_ms": 200
                     *         },
                     *         "notification": null
                     *       },
                     *       "engine": {
                     *         "transcription": {
                     *           "provider": "assemblyai",
                     *           "model": "universal"
                     *         },
                     *         "analysis": {
                     *           "provider": "openai",
                     *           "model": "gpt-5-mini"
                     *         }
                     *       },
                     *       "webhook": {
                     *         "url_host": "cms.example",
                     *         "status": "pending",
                     *         "attempts": 0,
                     *         "reason": null
                     *       },
                     *       "progress": 1,
                     *       "queue": null,
                     *       "estimate": null,
                     *       "links": {
                     *         "self": "/v1/jobs/7c9e6679-7425-40de-944b-e07fc1f90ae7",
                     *         "events": "/v1/jobs/7c9e6679-7425-40de-944b-e07fc1f90ae7/events",
                     *         "meeting": "/v1/meetings/0b0c7b7e-6f0c-5d6f-9c53-0a4f6f1f2d11"
                     *       },
                     *       "created_at": "2026-11-20T10:00:00.000Z",
                     *       "updated_at": "2026-11-20T10:00:10.700Z",
                     *       "completed_at": "2026-11-20T10:00:10.700Z",
                     *       "generation": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description As `If-None-Match` has it */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    /** @description the same */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `UNAUTHORIZED`: The credential is missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    /** @description `Bearer` */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INSUFFICIENT_SCOPE`: The API key is not for this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `JOB_NOT_FOUND`: There is no job with this id. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INVALID_REQUEST`: A field of the request is missing, unknown or not of the expected form. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has the details under the request id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `SERVICE_UNAVAILABLE`: A part of the system cannot be reached at the moment.
             *
             *     `DATABASE_UNAVAILABLE`: The database cannot be reached.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem */
            default: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description of the job, as its submission answered it */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job, which is cancelled */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                     *       "status": "cancelled",
                     *       "stage": null,
                     *       "title": "Weekly planning",
                     *       "recorded_at": "2026-11-20T09:00:00.000Z",
                     *       "language": "en",
                     *       "metadata": {
                     *         "article": 4711
                     *       },
                     *       "external_id": "article-4711",
                     *       "analyses": [
                     *         "speakers",
                     *         "summary",
                     *         "action_items",
                     *         "decisions"
                     *       ],
                     *       "error": null,
                     *       "artifacts": null,
                     *       "meeting_id": null,
                     *       "stages": {
                     *         "transcription": null,
                     *         "analysis": null,
                     *         "persistence": null,
                     *         "notification": null
                     *       },
                     *       "engine": {
                     *         "transcription": null,
                     *         "analysis": null
                     *       },
                     *       "webhook": {
                     *         "url_host": "cms.example",
                     *         "status": "pending",
                     *         "attempts": 0,
                     *         "reason": null
                     *       },
                     *       "progress": 0,
                     *       "queue": null,
                     *       "estimate": null,
                     *       "links": {
                     *         "self": "/v1/jobs/7c9e6679-7425-40de-944b-e07fc1f90ae7",
                     *         "events": "/v1/jobs/7c9e6679-7425-40de-944b-e07fc1f90ae7/events",
                     *         "meeting": null
                     *       },
                     *       "created_at": "2026-11-20T10:00:00.000Z",
                     *       "updated_at": "2026-11-20T10:00:10.700Z",
                     *       "completed_at": "2026-11-20T10:00:10.700Z",
                     *       "generation": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description `UNAUTHORIZED`: The credential is missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    /** @description `Bearer` */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INSUFFICIENT_SCOPE`: The API key is not for this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `JOB_NOT_FOUND`: There is no job with this id. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `JOB_ENDED`: The job has ended already; its status is in the answer. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INVALID_REQUEST`: A field of the request is missing, unknown or not of the expected form. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has the details under the request id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `SERVICE_UNAVAILABLE`: A part of the system cannot be reached at the moment.
             *
             *     `DATABASE_UNAVAILABLE`: The database cannot be reached.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem */
            default: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    streamJobEvents: {
        parameters: {
            query?: {
                /** @description the same, for a browser that opens a new EventSource */
                last_event_id?: string;
                /** @description an event token of the job, in place of a key */
                token?: string;
            };
            header?: {
                /** @description id of the last event that was seen; what follows it is sent, without a gap */
                "Last-Event-ID"?: string;
            };
            path: {
                /** @description of the job, as its submission answered it */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example id: 3
                     *     event: job.status
                     *     data: {"job_id":"7c9e6679-7425-40de-944b-e07fc1f90ae7","sequence":3,"generation":1,"type":"transcription.submitted.v1","status":"processing","stage":"transcription","progress":0.2,"at":"2026-11-20T10:00:01.000Z"}
                     */
                    "text/event-stream": string;
                };
            };
            /** @description The job has ended, and nothing follows the event that was seen */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `UNAUTHORIZED`: The credential is missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    /** @description `Bearer` */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INSUFFICIENT_SCOPE`: The API key is not for this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `JOB_NOT_FOUND`: There is no job with this id. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INVALID_REQUEST`: A field of the request is missing, unknown or not of the expected form. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has the details under the request id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `SERVICE_UNAVAILABLE`: A part of the system cannot be reached at the moment.
             *
             *     `DATABASE_UNAVAILABLE`: The database cannot be reached.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem */
            default: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    streamEvents: {
        parameters: {
            query?: {
                /** @description the same, for a browser that opens a new EventSource */
                last_event_id?: string;
            };
            header?: {
                /** @description id of the last event that was seen; what follows it is sent, without a gap */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example id: 3
                     *     event: job.status
                     *     data: {"job_id":"7c9e6679-7425-40de-944b-e07fc1f90ae7","sequence":3,"generation":1,"type":"transcription.submitted.v1","status":"processing","stage":"transcription","progress":0.2,"at":"2026-11-20T10:00:01.000Z"}
                     */
                    "text/event-stream": string;
                };
            };
            /** @description `UNAUTHORIZED`: The credential is missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    /** @description `Bearer` */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INSUFFICIENT_SCOPE`: The API key is not for this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INVALID_REQUEST`: A field of the request is missing, unknown or not of the expected form. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has the details under the request id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `SERVICE_UNAVAILABLE`: A part of the system cannot be reached at the moment.
             *
             *     `DATABASE_UNAVAILABLE`: The database cannot be reached.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem */
            default: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createEventToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description of the job, as its submission answered it */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The token */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token": "et_0000000000000000000000000000000000000000000",
                     *       "expires_at": "2026-11-20T10:05:00.000Z"
                     *     }
                     */
                    "application/json": {
                        /** @description shown this once */
                        token: string;
                        /**
                         * Format: date-time
                         * @description in five minutes; a stream that is open by then stays open
                         */
                        expires_at: string;
                    };
                };
            };
            /** @description `UNAUTHORIZED`: The credential is missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    /** @description `Bearer` */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INSUFFICIENT_SCOPE`: The API key is not for this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `JOB_NOT_FOUND`: There is no job with this id. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INVALID_REQUEST`: A field of the request is missing, unknown or not of the expected form. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has the details under the request id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `SERVICE_UNAVAILABLE`: A part of the system cannot be reached at the moment.
             *
             *     `DATABASE_UNAVAILABLE`: The database cannot be reached.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem */
            default: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMeeting: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description `meeting_id` of the job */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The meeting */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0b0c7b7e-6f0c-5d6f-9c53-0a4f6f1f2d11",
                     *       "job_id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                     *       "title": "Weekly planning",
                     *       "recorded_at": "2026-11-20T09:00:00.000Z",
                     *       "language": "en",
                     *       "duration_ms": 4000,
                     *       "summary": "Robert opened the meeting.",
                     *       "speakers": [
                     *         {
                     *           "id": "A",
                     *           "label": "A",
                     *           "name": "Robert",
                     *           "name_source": "analysis",
                     *           "confidence": 0.9,
                     *           "talk_time_ms": 1500,
                     *           "turns": 1
                     *         }
                     *       ],
                     *       "segments": [
                     *         {
                     *           "id": "s1",
                     *           "speaker_id": "A",
                     *           "speaker": "Robert",
                     *           "start_ms": 500,
                     *           "end_ms": 2000,
                     *           "text": "This is Robert.",
                     *           "confidence": 0.93
                     *         }
                     *       ],
                     *       "action_items": [],
                     *       "decisions": [],
                     *       "artifacts": {
                     *         "speakers": {
                     *           "status": "ok",
                     *           "reason": null
                     *         },
                     *         "summary": {
                     *           "status": "ok",
                     *           "reason": null
                     *         },
                     *         "action_items": {
                     *           "status": "ok",
                     *           "reason": null
                     *         },
                     *         "decisions": {
                     *           "status": "ok",
                     *           "reason": null
                     *         }
                     *       },
                     *       "engine": {
                     *         "transcription": {
                     *           "provider": "assemblyai",
                     *           "model": "universal"
                     *         },
                     *         "analysis": {
                     *           "provider": "openai",
                     *           "model": "gpt-5-mini"
                     *         }
                     *       },
                     *       "metadata": {
                     *         "article": 4711
                     *       },
                     *       "external_id": "article-4711",
                     *       "analyses": [
                     *         "speakers",
                     *         "summary",
                     *         "action_items",
                     *         "decisions"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Meeting"];
                };
            };
            /** @description `UNAUTHORIZED`: The credential is missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    /** @description `Bearer` */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INSUFFICIENT_SCOPE`: The API key is not for this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `MEETING_NOT_FOUND`: There is no meeting with this id, or it is not transcribed yet. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INVALID_REQUEST`: A field of the request is missing, unknown or not of the expected form. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has the details under the request id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `SERVICE_UNAVAILABLE`: A part of the system cannot be reached at the moment.
             *
             *     `DATABASE_UNAVAILABLE`: The database cannot be reached.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem */
            default: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTranscript: {
        parameters: {
            query?: {
                /** @description goes before the `Accept` header, which decides if it is left out; `json` if both are */
                format?: "json" | "txt" | "vtt" | "srt" | "md";
                /** @description `1`: as a file to be saved, named after the title of the meeting */
                download?: "0" | "1";
            };
            header?: {
                /** @description the `ETag` of an earlier answer */
                "If-None-Match"?: string;
            };
            path: {
                /** @description `meeting_id` of the job */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The export */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    /** @description changes with the export */
                    ETag?: string;
                    /** @description `Accept` */
                    Vary?: string;
                    /** @description `attachment` and a name for the file; with `download=1` only */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0b0c7b7e-6f0c-5d6f-9c53-0a4f6f1f2d11",
                     *       "job_id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                     *       "title": "Weekly planning",
                     *       "recorded_at": "2026-11-20T09:00:00.000Z",
                     *       "language": "en",
                     *       "duration_ms": 4000,
                     *       "summary": "Robert opened the meeting.",
                     *       "speakers": [
                     *         {
                     *           "id": "A",
                     *           "label": "A",
                     *           "name": "Robert",
                     *           "name_source": "analysis",
                     *           "confidence": 0.9,
                     *           "talk_time_ms": 1500,
                     *           "turns": 1
                     *         }
                     *       ],
                     *       "segments": [
                     *         {
                     *           "id": "s1",
                     *           "speaker_id": "A",
                     *           "speaker": "Robert",
                     *           "start_ms": 500,
                     *           "end_ms": 2000,
                     *           "text": "This is Robert.",
                     *           "confidence": 0.93
                     *         }
                     *       ],
                     *       "action_items": [],
                     *       "decisions": [],
                     *       "artifacts": {
                     *         "speakers": {
                     *           "status": "ok",
                     *           "reason": null
                     *         },
                     *         "summary": {
                     *           "status": "ok",
                     *           "reason": null
                     *         },
                     *         "action_items": {
                     *           "status": "ok",
                     *           "reason": null
                     *         },
                     *         "decisions": {
                     *           "status": "ok",
                     *           "reason": null
                     *         }
                     *       },
                     *       "engine": {
                     *         "transcription": {
                     *           "provider": "assemblyai",
                     *           "model": "universal"
                     *         },
                     *         "analysis": {
                     *           "provider": "openai",
                     *           "model": "gpt-5-mini"
                     *         }
                     *       },
                     *       "metadata": {
                     *         "article": 4711
                     *       },
                     *       "external_id": "article-4711",
                     *       "analyses": [
                     *         "speakers",
                     *         "summary",
                     *         "action_items",
                     *         "decisions"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Meeting"];
                    /** @example [00:00:00] Robert: This is Robert. */
                    "text/plain": string;
                    /**
                     * @example WEBVTT
                     *
                     *     s1-1
                     *     00:00:00.500 --> 00:00:02.000
                     *     <v Robert>This is Robert.
                     */
                    "text/vtt": string;
                    /**
                     * @example 1
                     *     00:00:00,500 --> 00:00:02,000
                     *     Robert: This is Robert.
                     */
                    "application/x-subrip": string;
                    /**
                     * @example # Weekly planning
                     *
                     *     - Date: 2026-11-20 09:00 UTC
                     *     - Duration: 00:00:04
                     */
                    "text/markdown": string;
                };
            };
            /** @description The export that `If-None-Match` names is still the one */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    /** @description as it was */
                    ETag?: string;
                    /** @description `Accept` */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `UNAUTHORIZED`: The credential is missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    /** @description `Bearer` */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INSUFFICIENT_SCOPE`: The API key is not for this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `MEETING_NOT_FOUND`: There is no meeting with this id, or it is not transcribed yet. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `NOT_ACCEPTABLE`: What is asked for is not there in any media type that the request accepts. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INVALID_REQUEST`: A field of the request is missing, unknown or not of the expected form. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has the details under the request id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `SERVICE_UNAVAILABLE`: A part of the system cannot be reached at the moment.
             *
             *     `DATABASE_UNAVAILABLE`: The database cannot be reached.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem */
            default: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                /** @description most keys of a page */
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    /** @description the page that follows, as `rel="next"` */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "4fQz0VbN7aLxTe2C",
                     *           "name": "CMS prod",
                     *           "owner": "cms",
                     *           "scopes": [
                     *             "jobs:read",
                     *             "jobs:write"
                     *           ],
                     *           "created_at": "2026-11-20T09:00:00.000Z",
                     *           "expires_at": null,
                     *           "revoked_at": null,
                     *           "last_used_at": null
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": {
                        data: {
                            /** @description the part of the key after `mi_`; no secret */
                            id: string;
                            name: string;
                            /** @description whose jobs and meetings the key is for */
                            owner: string;
                            /** @description what it is good for */
                            scopes: ("jobs:read" | "jobs:write" | "webhooks:write" | "admin")[];
                            /** Format: date-time */
                            created_at: string;
                            /** @description null: never */
                            expires_at: string | null;
                            revoked_at: string | null;
                            /** @description to within five minutes; null: never yet */
                            last_used_at: string | null;
                        }[];
                        /** @description of the page that follows; null: this is the last */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description `UNAUTHORIZED`: The credential is missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    /** @description `Bearer` */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INSUFFICIENT_SCOPE`: The API key is not for this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INVALID_REQUEST`: A field of the request is missing, unknown or not of the expected form. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has the details under the request id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `SERVICE_UNAVAILABLE`: A part of the system cannot be reached at the moment.
             *
             *     `DATABASE_UNAVAILABLE`: The database cannot be reached.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem */
            default: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "CMS prod",
                 *       "owner": "cms",
                 *       "scopes": [
                 *         "jobs:read",
                 *         "jobs:write"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @description for people: where the key is used */
                    name: string;
                    /** @description whose jobs and meetings the key is for; nobody sees those of another owner */
                    owner: string;
                    scopes: ("jobs:read" | "jobs:write" | "webhooks:write" | "admin")[];
                    /**
                     * Format: date-time
                     * @description from then on the key is no good; never if left out
                     */
                    expires_at?: string;
                };
            };
        };
        responses: {
            /** @description The key */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "4fQz0VbN7aLxTe2C",
                     *       "name": "CMS prod",
                     *       "owner": "cms",
                     *       "scopes": [
                     *         "jobs:read",
                     *         "jobs:write"
                     *       ],
                     *       "created_at": "2026-11-20T09:00:00.000Z",
                     *       "expires_at": null,
                     *       "revoked_at": null,
                     *       "last_used_at": null,
                     *       "key": "mi_4fQz0VbN7aLxTe2C_0000000000000000000000000000000000000000000"
                     *     }
                     */
                    "application/json": {
                        /** @description the part of the key after `mi_`; no secret */
                        id: string;
                        name: string;
                        /** @description whose jobs and meetings the key is for */
                        owner: string;
                        /** @description what it is good for */
                        scopes: ("jobs:read" | "jobs:write" | "webhooks:write" | "admin")[];
                        /** Format: date-time */
                        created_at: string;
                        /** @description null: never */
                        expires_at: string | null;
                        revoked_at: string | null;
                        /** @description to within five minutes; null: never yet */
                        last_used_at: string | null;
                        /** @description what goes into the `Authorization` header; shown this once */
                        key: string;
                    };
                };
            };
            /** @description `UNAUTHORIZED`: The credential is missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    /** @description `Bearer` */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INSUFFICIENT_SCOPE`: The API key is not for this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The request body is of a media type that is not taken here. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INVALID_REQUEST`: A field of the request is missing, unknown or not of the expected form. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has the details under the request id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `SERVICE_UNAVAILABLE`: A part of the system cannot be reached at the moment.
             *
             *     `DATABASE_UNAVAILABLE`: The database cannot be reached.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem */
            default: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description of the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "grace_seconds": 86400
                 *     }
                 */
                "application/json": {
                    /**
                     * @description how long the old secret stays good beside the new one: up to seven days
                     * @default 0
                     */
                    grace_seconds?: number;
                };
            };
        };
        responses: {
            /** @description The key with its new secret */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "4fQz0VbN7aLxTe2C",
                     *       "name": "CMS prod",
                     *       "owner": "cms",
                     *       "scopes": [
                     *         "jobs:read",
                     *         "jobs:write"
                     *       ],
                     *       "created_at": "2026-11-20T09:00:00.000Z",
                     *       "expires_at": null,
                     *       "revoked_at": null,
                     *       "last_used_at": null,
                     *       "key": "mi_4fQz0VbN7aLxTe2C_0000000000000000000000000000000000000000000"
                     *     }
                     */
                    "application/json": {
                        /** @description the part of the key after `mi_`; no secret */
                        id: string;
                        name: string;
                        /** @description whose jobs and meetings the key is for */
                        owner: string;
                        /** @description what it is good for */
                        scopes: ("jobs:read" | "jobs:write" | "webhooks:write" | "admin")[];
                        /** Format: date-time */
                        created_at: string;
                        /** @description null: never */
                        expires_at: string | null;
                        revoked_at: string | null;
                        /** @description to within five minutes; null: never yet */
                        last_used_at: string | null;
                        /** @description what goes into the `Authorization` header; shown this once */
                        key: string;
                    };
                };
            };
            /** @description `UNAUTHORIZED`: The credential is missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    /** @description `Bearer` */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INSUFFICIENT_SCOPE`: The API key is not for this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `API_KEY_NOT_FOUND`: There is no API key with this id. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `API_KEY_ENDED`: The API key is revoked or has expired. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The request body is of a media type that is not taken here. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INVALID_REQUEST`: A field of the request is missing, unknown or not of the expected form. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has the details under the request id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `SERVICE_UNAVAILABLE`: A part of the system cannot be reached at the moment.
             *
             *     `DATABASE_UNAVAILABLE`: The database cannot be reached.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem */
            default: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description of the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key is revoked */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `UNAUTHORIZED`: The credential is missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    /** @description `Bearer` */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INSUFFICIENT_SCOPE`: The API key is not for this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `API_KEY_NOT_FOUND`: There is no API key with this id. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INVALID_REQUEST`: A field of the request is missing, unknown or not of the expected form. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has the details under the request id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `SERVICE_UNAVAILABLE`: A part of the system cannot be reached at the moment.
             *
             *     `DATABASE_UNAVAILABLE`: The database cannot be reached.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem */
            default: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDescription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1 */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    /** @description changes with the description */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The description that `If-None-Match` names is still the one */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `INVALID_REQUEST`: A field of the request is missing, unknown or not of the expected form. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has the details under the request id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `SERVICE_UNAVAILABLE`: A part of the system cannot be reached at the moment.
             *
             *     `DATABASE_UNAVAILABLE`: The database cannot be reached.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem */
            default: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readDocs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description `INVALID_REQUEST`: A field of the request is missing, unknown or not of the expected form. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `INTERNAL`: A fault of ours; the log has the details under the request id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `SERVICE_UNAVAILABLE`: A part of the system cannot be reached at the moment.
             *
             *     `DATABASE_UNAVAILABLE`: The database cannot be reached.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem */
            default: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    jobEnded: {
        parameters: {
            query?: never;
            header: {
                /** @description the same on every attempt */
                "webhook-id": string;
                /** @description of this attempt, in seconds since 1970 */
                "webhook-timestamp": string;
                /** @description the `webhook_secret` of the submission */
                "X-Webhook-Secret"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "event_id": "6b5a9a56-9f6e-5a1e-8f8e-3c2b1a0d9e8f",
                 *       "job_id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                 *       "generation": 1,
                 *       "status": "completed",
                 *       "error": null,
                 *       "meeting": {
                 *         "id": "0b0c7b7e-6f0c-5d6f-9c53-0a4f6f1f2d11",
                 *         "job_id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                 *         "title": "Weekly planning",
                 *         "recorded_at": "2026-11-20T09:00:00.000Z",
                 *         "language": "en",
                 *         "duration_ms": 4000,
                 *         "summary": "Robert opened the meeting.",
                 *         "speakers": [
                 *           {
                 *             "id": "A",
                 *             "label": "A",
                 *             "name": "Robert",
                 *             "name_source": "analysis",
                 *             "confidence": 0.9,
                 *             "talk_time_ms": 1500,
                 *             "turns": 1
                 *           }
                 *         ],
                 *         "segments": [
                 *           {
                 *             "id": "s1",
                 *             "speaker_id": "A",
                 *             "speaker": "Robert",
                 *             "start_ms": 500,
                 *             "end_ms": 2000,
                 *             "text": "This is Robert.",
                 *             "confidence": 0.93
                 *           }
                 *         ],
                 *         "action_items": [],
                 *         "decisions": [],
                 *         "artifacts": {
                 *           "speakers": {
                 *             "status": "ok",
                 *             "reason": null
                 *           },
                 *           "summary": {
                 *             "status": "ok",
                 *             "reason": null
                 *           },
                 *           "action_items": {
                 *             "status": "ok",
                 *             "reason": null
                 *           },
                 *           "decisions": {
                 *             "status": "ok",
                 *             "reason": null
                 *           }
                 *         },
                 *         "engine": {
                 *           "transcription": {
                 *             "provider": "assemblyai",
                 *             "model": "universal"
                 *           },
                 *           "analysis": {
                 *             "provider": "openai",
                 *             "model": "gpt-5-mini"
                 *           }
                 *         },
                 *         "metadata": {
                 *           "article": 4711
                 *         },
                 *         "external_id": "article-4711",
                 *         "analyses": [
                 *           "speakers",
                 *           "summary",
                 *           "action_items",
                 *           "decisions"
                 *         ]
                 *       },
                 *       "metadata": {
                 *         "article": 4711
                 *       },
                 *       "external_id": "article-4711"
                 *     }
                 */
                "application/json": {
                    /**
                     * Format: uuid
                     * @description the `webhook-id` header again: the same on every attempt, one for each outcome
                     */
                    event_id: string;
                    /** Format: uuid */
                    job_id: string;
                    /** @description of the job; the highest is the last word */
                    generation: number;
                    /** @enum {string} */
                    status: "completed" | "failed" | "cancelled";
                    /** @description of a job that failed */
                    error: components["schemas"]["JobError"] | null;
                    /** @description of a job that completed, without the times of single words */
                    meeting: components["schemas"]["Meeting"] | null;
                    /** @description as it was submitted */
                    metadata: {
                        [key: string]: unknown;
                    };
                    /** @description as it was submitted */
                    external_id: string | null;
                };
            };
        };
        responses: {
            /** @description Nobody wants it; it is not sent again */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Received; it is not sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Sent again after about 60, 120 and 240 seconds; redirects too, and where there is no answer. A `Retry-After` up to 240 seconds is honoured */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
