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
         * @description The recording is streamed to storage; the parts may come in any order. Then it is decoded once, to see that it can be read and how long it is, and of a video only the sound track is kept. From the 202 on nothing is lost: the job ends as `completed`, `failed` or, if you say so, `cancelled`. Unknown, repeated and empty fields are refused, and what was refused leaves nothing behind.
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
         * @description `status` goes from `pending` over `processing` to `completed`, `failed` or `cancelled`, which is final; only a retry of a failed job, or a replay by an operator, makes a new `generation` of it. With `wait` the answer is held back until there is news: with `If-None-Match` until something is recorded of the job that this `ETag` does not know of, else until the job has ended.
         */
        get: operations["getJob"];
        put?: never;
        post?: never;
        /**
         * Delete a job and everything about it
         * @description Recording, transcript, analysis, meeting, history, webhook and what the speech provider keeps are deleted for good, and a webhook that was not delivered is not sent any more. From the 204 on nothing of it can be read; behind the scenes it is gone within seconds, or as soon as every part can be reached. Its id alone is remembered, so that nothing of it comes back. Deleting it again answers the same. A job that has not ended has to be cancelled first.
         */
        delete: operations["deleteJob"];
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
    "/v1/jobs/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit many recordings by their URLs
         * @description All of them are accepted, or none: where anything of one is wrong the answer names every fault of every job, and nothing is left behind. With an `Idempotency-Key` the same batch may be sent again until there is an answer. In the lane `bulk` the jobs wait for their turn: few of them are worked on at a time, owners take turns, and jobs that came one by one pass them.
         */
        post: operations["submitBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hand in a failed job again
         * @description The job begins anew, from the recording that is stored, or by fetching it where that is what failed. It is a new `generation` of the same job: it ends once more, and the webhook tells so once more. What was paid for is paid again. Of two retries at once one is taken. A job of the lane `bulk` waits for its turn again.
         */
        post: operations["retryJob"];
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
    "/v1/jobs/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The story of a job
         * @description Everything that was recorded of a job, in all its generations: each step with the service that did it, how long it waited and worked, the attempts that failed before, and the calls to providers. `npm run meeting -- trace` prints it. With a key for `admin` that of any job, whoever owns it; each look at one of somebody else is logged.
         */
        get: operations["getJobHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin a resumable upload
         * @description Any tus 1.0 client can do it. When all bytes are here, `POST /v1/jobs` with the last part of `Location` as `upload_id` makes a job of it. What has not become a job after 24 hours is deleted.
         */
        post: operations["createUpload"];
        delete?: never;
        /**
         * What of tus is spoken here
         * @description What of tus is spoken here
         */
        options: operations["describeUploads"];
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/uploads/{id}": {
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
         * Give an upload up
         * @description What there is of it is deleted. The job that it became stays.
         */
        delete: operations["deleteUpload"];
        options?: never;
        /**
         * How much of an upload is here
         * @description How much of an upload is here
         */
        head: operations["getUploadOffset"];
        /**
         * Send the bytes that follow
         * @description As many as you like, up to all that are missing. Where the connection ends in the middle, what arrived is kept (unless it came with a checksum, which then cannot be compared): ask for the offset and go on.
         */
        patch: operations["appendToUpload"];
        trace?: never;
    };
    "/v1/uploads/presign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload straight to S3
         * @description A form that S3 takes from a browser: one object, up to the size limit, for 15 minutes. `POST /v1/jobs` with `upload_id` makes a job of it within 24 hours. Only where recordings are kept in S3; else `501`.
         */
        post: operations["presignUpload"];
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
            /**
             * @description `bulk`: a job waits for its turn, and lets those that are `interactive` pass
             * @enum {string}
             */
            lane: "interactive" | "bulk";
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
            /** @description null until it is fetched, where a URL was submitted */
            recording: {
                /** @description as decoded, whatever the file says of itself; null for jobs of builds that did not measure */
                duration_ms: number | null;
                /** @description of what is kept: of a video, the sound track */
                content_type: string;
                /** @description of what is kept */
                size_bytes: number;
            } | null;
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
            /** @description while it waits for its turn or its first step, where it stands among all that do; 1000: there or further back. Null afterwards, and in lists and the answer to a submission */
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
            /** @description one more each time that it is retried, or replayed by an operator */
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
    parameters: {
        /**
         * @description of your choice, for this request alone: sent again with the same key within 24 hours, it is not carried out again but answered as it was
         * @example 0b6f9a52-6a2c-4a5e-8f0e-2f0f0f9c1d11
         */
        "Idempotency-Key": string;
    };
    requestBodies: never;
    headers: {
        /** @description `true` in an answer that was given before, to a request with the same `Idempotency-Key` */
        "Idempotency-Replayed": "true";
        /** @description the id of the request: yours, if you sent a plain one, or else a new one */
        "X-Request-Id": string;
        /** @description seconds after which it is worth asking again */
        "Retry-After": number;
        /** @description what is left: `r` requests, and `t` seconds until there are all of them again */
        RateLimit: string;
        /** @description what the key is counted against: `q` requests in `w` seconds. Not there where nothing is counted */
        "RateLimit-Policy": string;
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
                lane?: "interactive" | "bulk";
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                     *           "lane": "interactive",
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
                     *           "recording": {
                     *             "duration_ms": 76733,
                     *             "content_type": "audio/ogg",
                     *             "size_bytes": 259939
                     *           },
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `RATE_LIMITED`: There were too many requests in too short a time. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
            header?: {
                /**
                 * @description of your choice, for this request alone: sent again with the same key within 24 hours, it is not carried out again but answered as it was
                 * @example 0b6f9a52-6a2c-4a5e-8f0e-2f0f0f9c1d11
                 */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
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
                } | {
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
                    /** @description of an upload that has all its bytes; it is used up */
                    upload_id: string;
                };
            };
        };
        responses: {
            /** @description Accepted: the job, which is pending */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
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
                     *       "lane": "interactive",
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
                     *       "recording": {
                     *         "duration_ms": 76733,
                     *         "content_type": "audio/ogg",
                     *         "size_bytes": 259939
                     *       },
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `UPLOAD_NOT_FOUND`: There is no upload with this id, or its time is up. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `UPLOAD_UNFINISHED`: The upload does not have all its bytes yet.
             *
             *     `UPLOAD_USED`: The upload has become a job already.
             *
             *     `IDEMPOTENCY_KEY_IN_USE`: Another request with this Idempotency-Key is being carried out.
             *
             *     `IDEMPOTENCY_ANSWER_LOST`: The request with this Idempotency-Key was carried out, but its answer is gone: its job was deleted, or its key left SECRET_KEYS.
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `JOB_ERASED`: The job and everything about it were deleted by its owner. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
             *     `RECORDING_UNREADABLE`: The recording is damaged, incomplete or of a format that nobody can read.
             *
             *     `RECORDING_WITHOUT_SOUND`: The recording has no sound.
             *
             *     `RECORDING_TOO_LONG`: The recording is longer than MAX_RECORDING_MS.
             *
             *     `IDEMPOTENCY_KEY_REUSED`: Something else was sent with this Idempotency-Key before.
             *
             *     `INVALID_REQUEST`: A field of the request is missing, unknown or not of the expected form.
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `UPLOAD_LOCKED`: Another request is busy with the upload. */
            423: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `RATE_LIMITED`: There were too many requests in too short a time.
             *
             *     `TOO_MANY_JOBS`: Too many jobs of the owner wait for their turn.
             *
             *     `TOO_MANY_UPLOADS`: Too many uploads of the API key are under way, or of its owner begun and no jobs yet.
             *
             *     `TOO_MANY_IDEMPOTENCY_KEYS`: Too many Idempotency-Keys of the owner are kept; the oldest is forgotten first.
             */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                     *       "lane": "interactive",
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
                     *       "recording": {
                     *         "duration_ms": 76733,
                     *         "content_type": "audio/ogg",
                     *         "size_bytes": 259939
                     *       },
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `JOB_ERASED`: The job and everything about it were deleted by its owner. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `RATE_LIMITED`: There were too many requests in too short a time. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
    deleteJob: {
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
            /** @description It is deleted, or was before */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `JOB_NOT_ENDED`: The job has not ended yet: cancel it first. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `RATE_LIMITED`: There were too many requests in too short a time. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
            header?: {
                /**
                 * @description of your choice, for this request alone: sent again with the same key within 24 hours, it is not carried out again but answered as it was
                 * @example 0b6f9a52-6a2c-4a5e-8f0e-2f0f0f9c1d11
                 */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                     *       "status": "cancelled",
                     *       "stage": null,
                     *       "lane": "interactive",
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
                     *       "recording": {
                     *         "duration_ms": 76733,
                     *         "content_type": "audio/ogg",
                     *         "size_bytes": 259939
                     *       },
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `JOB_ENDED`: The job has ended already; its status is in the answer.
             *
             *     `IDEMPOTENCY_KEY_IN_USE`: Another request with this Idempotency-Key is being carried out.
             *
             *     `IDEMPOTENCY_ANSWER_LOST`: The request with this Idempotency-Key was carried out, but its answer is gone: its job was deleted, or its key left SECRET_KEYS.
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `JOB_ERASED`: The job and everything about it were deleted by its owner. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `IDEMPOTENCY_KEY_REUSED`: Something else was sent with this Idempotency-Key before.
             *
             *     `INVALID_REQUEST`: A field of the request is missing, unknown or not of the expected form.
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `RATE_LIMITED`: There were too many requests in too short a time.
             *
             *     `TOO_MANY_IDEMPOTENCY_KEYS`: Too many Idempotency-Keys of the owner are kept; the oldest is forgotten first.
             */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
    submitBatch: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description of your choice, for this request alone: sent again with the same key within 24 hours, it is not carried out again but answered as it was
                 * @example 0b6f9a52-6a2c-4a5e-8f0e-2f0f0f9c1d11
                 */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "jobs": [
                 *         {
                 *           "recording_url": "https://media.cms.example/archive/4711.ogg?signature=4d2f",
                 *           "external_id": "article-4711"
                 *         },
                 *         {
                 *           "recording_url": "https://media.cms.example/archive/4712.ogg?signature=9c01",
                 *           "external_id": "article-4712"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    /**
                     * @description `bulk` if left out
                     * @enum {string}
                     */
                    lane?: "interactive" | "bulk";
                    /** @description each as it would be submitted alone */
                    jobs: {
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
                    }[];
                };
            };
        };
        responses: {
            /** @description Accepted: the jobs, in the order of the batch */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    /** @description seconds after which it is worth asking how they are */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                     *           "status": "pending",
                     *           "stage": null,
                     *           "lane": "bulk",
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
                     *           "recording": {
                     *             "duration_ms": 76733,
                     *             "content_type": "audio/ogg",
                     *             "size_bytes": 259939
                     *           },
                     *           "error": null,
                     *           "artifacts": null,
                     *           "meeting_id": null,
                     *           "stages": {
                     *             "transcription": null,
                     *             "analysis": null,
                     *             "persistence": null,
                     *             "notification": null
                     *           },
                     *           "engine": {
                     *             "transcription": null,
                     *             "analysis": null
                     *           },
                     *           "webhook": {
                     *             "url_host": "cms.example",
                     *             "status": "pending",
                     *             "attempts": 0,
                     *             "reason": null
                     *           },
                     *           "progress": 0,
                     *           "queue": null,
                     *           "estimate": null,
                     *           "links": {
                     *             "self": "/v1/jobs/7c9e6679-7425-40de-944b-e07fc1f90ae7",
                     *             "events": "/v1/jobs/7c9e6679-7425-40de-944b-e07fc1f90ae7/events",
                     *             "meeting": null
                     *           },
                     *           "created_at": "2026-11-20T10:00:00.000Z",
                     *           "updated_at": "2026-11-20T10:00:00.000Z",
                     *           "completed_at": null,
                     *           "generation": 1
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        data: components["schemas"]["Job"][];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `IDEMPOTENCY_KEY_IN_USE`: Another request with this Idempotency-Key is being carried out.
             *
             *     `IDEMPOTENCY_ANSWER_LOST`: The request with this Idempotency-Key was carried out, but its answer is gone: its job was deleted, or its key left SECRET_KEYS.
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `JOB_ERASED`: The job and everything about it were deleted by its owner. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `URL_BLOCKED`: The URL leads to where requests for others are not sent: into an inner network, or to a port that is not of HTTP.
             *
             *     `IDEMPOTENCY_KEY_REUSED`: Something else was sent with this Idempotency-Key before.
             *
             *     `INVALID_REQUEST`: A field of the request is missing, unknown or not of the expected form.
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `RATE_LIMITED`: There were too many requests in too short a time.
             *
             *     `TOO_MANY_JOBS`: Too many jobs of the owner wait for their turn.
             *
             *     `TOO_MANY_IDEMPOTENCY_KEYS`: Too many Idempotency-Keys of the owner are kept; the oldest is forgotten first.
             */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
    retryJob: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description of your choice, for this request alone: sent again with the same key within 24 hours, it is not carried out again but answered as it was
                 * @example 0b6f9a52-6a2c-4a5e-8f0e-2f0f0f9c1d11
                 */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description of the job, as its submission answered it */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job, which is pending */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
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
                     *       "lane": "interactive",
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
                     *       "recording": {
                     *         "duration_ms": 76733,
                     *         "content_type": "audio/ogg",
                     *         "size_bytes": 259939
                     *       },
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
                     *       "generation": 2
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `JOB_NOT_FAILED`: Only a job that has failed can be retried; its status is in the answer.
             *
             *     `JOB_NOT_RETRYABLE`: What it takes to hand the job in once more is not kept, or cannot be read: submit the recording again.
             *
             *     `IDEMPOTENCY_KEY_IN_USE`: Another request with this Idempotency-Key is being carried out.
             *
             *     `IDEMPOTENCY_ANSWER_LOST`: The request with this Idempotency-Key was carried out, but its answer is gone: its job was deleted, or its key left SECRET_KEYS.
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `JOB_ERASED`: The job and everything about it were deleted by its owner. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `IDEMPOTENCY_KEY_REUSED`: Something else was sent with this Idempotency-Key before.
             *
             *     `INVALID_REQUEST`: A field of the request is missing, unknown or not of the expected form.
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `RATE_LIMITED`: There were too many requests in too short a time.
             *
             *     `TOO_MANY_JOBS`: Too many jobs of the owner wait for their turn.
             *
             *     `TOO_MANY_IDEMPOTENCY_KEYS`: Too many Idempotency-Keys of the owner are kept; the oldest is forgotten first.
             */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `JOB_ERASED`: The job and everything about it were deleted by its owner. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `RATE_LIMITED`: There were too many requests in too short a time.
             *
             *     `TOO_MANY_STREAMS`: Too many streams of events of the API key are open.
             */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `RATE_LIMITED`: There were too many requests in too short a time.
             *
             *     `TOO_MANY_STREAMS`: Too many streams of events of the API key are open.
             */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
            header?: {
                /**
                 * @description of your choice, for this request alone: sent again with the same key within 24 hours, it is not carried out again but answered as it was
                 * @example 0b6f9a52-6a2c-4a5e-8f0e-2f0f0f9c1d11
                 */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `IDEMPOTENCY_KEY_IN_USE`: Another request with this Idempotency-Key is being carried out.
             *
             *     `IDEMPOTENCY_ANSWER_LOST`: The request with this Idempotency-Key was carried out, but its answer is gone: its job was deleted, or its key left SECRET_KEYS.
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `JOB_ERASED`: The job and everything about it were deleted by its owner. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `IDEMPOTENCY_KEY_REUSED`: Something else was sent with this Idempotency-Key before.
             *
             *     `INVALID_REQUEST`: A field of the request is missing, unknown or not of the expected form.
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `RATE_LIMITED`: There were too many requests in too short a time.
             *
             *     `TOO_MANY_IDEMPOTENCY_KEYS`: Too many Idempotency-Keys of the owner are kept; the oldest is forgotten first.
             */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
    getJobHistory: {
        parameters: {
            query?: {
                /** @description long poll: answer when there is news, at the latest after so long, for example `30s` */
                wait?: string;
                /** @description most entries of a page */
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string;
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
            /** @description A page of its history so far */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    /** @description of this answer */
                    ETag?: string;
                    /** @description the page that follows, as `rel="next"` */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                     *       "owner": "cms",
                     *       "title": "Weekly planning",
                     *       "status": "processing",
                     *       "stage": "transcription",
                     *       "lane": "interactive",
                     *       "error": null,
                     *       "webhook": {
                     *         "url_host": "cms.example",
                     *         "status": "pending",
                     *         "attempts": 0,
                     *         "reason": null
                     *       },
                     *       "created_at": "2026-11-20T10:00:00.000Z",
                     *       "generation": 1,
                     *       "entries": [
                     *         {
                     *           "sequence": 2,
                     *           "type": "recording.prepared.v1",
                     *           "generation": 1,
                     *           "at": "2026-11-20T10:01:03.400Z",
                     *           "event_id": "1f0b7a52-5a0c-5d0e-9d6e-0a4f7f0e2b11",
                     *           "caused_by": "8c1d4e2f-3b7a-5c6d-8e9f-1a2b3c4d5e6f",
                     *           "status": "processing",
                     *           "stage": "transcription",
                     *           "service": "transcription",
                     *           "trace_id": "0af7651916cd43dd8448eb211c80319c",
                     *           "started_at": "2026-11-20T10:01:02.900Z",
                     *           "attempt": 2,
                     *           "waited_ms": 62900,
                     *           "took_ms": 500,
                     *           "deferrals": 0,
                     *           "failures": [
                     *             {
                     *               "attempt": 1,
                     *               "code": "SPEECH_PROVIDER_UNAVAILABLE",
                     *               "at": "2026-11-20T10:00:02.000Z"
                     *             }
                     *           ],
                     *           "calls": [
                     *             {
                     *               "provider": "assemblyai",
                     *               "operation": "upload",
                     *               "model": null,
                     *               "outcome": "ok",
                     *               "status_code": null,
                     *               "count": 1,
                     *               "ms": 480,
                     *               "input_tokens": null,
                     *               "output_tokens": null,
                     *               "paid": false
                     *             }
                     *           ],
                     *           "summary": {}
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": {
                        title: string | null;
                        /** @enum {string} */
                        status: "pending" | "processing" | "completed" | "failed" | "cancelled";
                        /** @description what is being worked on */
                        stage: ("transcription" | "analysis" | "persistence") | null;
                        /**
                         * @description `bulk`: a job waits for its turn, and lets those that are `interactive` pass
                         * @enum {string}
                         */
                        lane: "interactive" | "bulk";
                        error: components["schemas"]["JobError"] | null;
                        webhook: {
                            url_host: string | null;
                            /** @enum {string} */
                            status: "none" | "pending" | "delivered" | "exhausted";
                            attempts: number;
                            /** @description why it was given up */
                            reason: string | null;
                        };
                        /** Format: date-time */
                        created_at: string;
                        /** @description one more each time that it is retried, or replayed by an operator */
                        generation: number;
                        /** Format: uuid */
                        job_id: string;
                        /** @description whose job it is */
                        owner: string;
                        /** @description in the order in which they were recorded */
                        entries: {
                            /** @description 1, 2, 3 … without gaps, in the order in which it was recorded */
                            sequence: number;
                            /** @description the event of the pipeline */
                            type: string;
                            generation: number;
                            /**
                             * Format: date-time
                             * @description when it happened
                             */
                            at: string;
                            /** Format: uuid */
                            event_id: string;
                            /** @description `event_id` of what was handled; null on the first of a generation */
                            caused_by: string | null;
                            /**
                             * @description of the job from then on
                             * @enum {string}
                             */
                            status: "pending" | "processing" | "completed" | "failed" | "cancelled";
                            /** @description what is being worked on */
                            stage: ("transcription" | "analysis" | "persistence") | null;
                            /** @description who told it: ingest, transcription, analysis, persistence, notification; null in histories of older builds */
                            service: string | null;
                            /** @description of the trace that it is part of, where traces are recorded */
                            trace_id: string | null;
                            /** @description when its handling began; null where none led to it */
                            started_at: string | null;
                            /** @description which attempt that was */
                            attempt: number | null;
                            /** @description before `started_at`, from the event that was handled on: queues, retries and deferrals */
                            waited_ms: number | null;
                            /** @description from `started_at` to `at` */
                            took_ms: number | null;
                            /** @description how often the service looked and came back later */
                            deferrals: number;
                            /** @description attempts before that one, and why they failed */
                            failures: {
                                attempt: number;
                                code: string;
                                /** Format: date-time */
                                at: string;
                            }[];
                            /** @description to providers and to the webhook, those of earlier attempts too */
                            calls: {
                                /** @description `assemblyai`, `openai` or `webhook` */
                                provider: string;
                                operation: string;
                                model: string | null;
                                /** @description `ok`, or the code of the error */
                                outcome: string;
                                /** @description what a webhook was answered with */
                                status_code: number | null;
                                /** @description calls that came out the same are one entry */
                                count: number;
                                /** @description how long they took, together */
                                ms: number;
                                input_tokens: number | null;
                                output_tokens: number | null;
                                /** @description whether such a call costs money */
                                paid: boolean;
                            }[];
                            /** @description what it says, without words of the meeting */
                            summary: {
                                [key: string]: unknown;
                            };
                        }[];
                        /** @description of the page that follows; null: this is the last */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description As `If-None-Match` has it */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `JOB_ERASED`: The job and everything about it were deleted by its owner. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `RATE_LIMITED`: There were too many requests in too short a time. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
    createUpload: {
        parameters: {
            query?: never;
            header: {
                /** @description of the protocol */
                "Tus-Resumable": "1.0.0";
                /** @description of the whole recording, in bytes */
                "Upload-Length"?: string;
                /** @description in place of `Upload-Length`: it is not known yet */
                "Upload-Defer-Length"?: "1";
                /** @description pairs of a name and a value in base64; of them `filename` is shown to people */
                "Upload-Metadata"?: string;
                /** @description algorithm and digest in base64 of this body, which then may have 64 MiB: `sha256 47DEQpj8…` */
                "Upload-Checksum"?: string;
                /**
                 * @description of your choice, for this request alone: sent again with the same key within 24 hours, it is not carried out again but answered as it was
                 * @example 0b6f9a52-6a2c-4a5e-8f0e-2f0f0f9c1d11
                 */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/offset+octet-stream": string;
            };
        };
        responses: {
            /** @description It is here, with the bytes that came along */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    /** @description 1.0.0 */
                    "Tus-Resumable"?: string;
                    /** @description path of the upload */
                    Location?: string;
                    /** @description how many bytes are kept */
                    "Upload-Offset"?: string;
                    /** @description when what there is of it is deleted (RFC 9110) */
                    "Upload-Expires"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `UPLOAD_INCOMPLETE`: The connection ended before the whole recording had arrived. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `IDEMPOTENCY_KEY_IN_USE`: Another request with this Idempotency-Key is being carried out.
             *
             *     `IDEMPOTENCY_ANSWER_LOST`: The request with this Idempotency-Key was carried out, but its answer is gone: its job was deleted, or its key left SECRET_KEYS.
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `TUS_VERSION_UNSUPPORTED`: The request is not one of tus 1.0.0. */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `IDEMPOTENCY_KEY_REUSED`: Something else was sent with this Idempotency-Key before.
             *
             *     `INVALID_REQUEST`: A field of the request is missing, unknown or not of the expected form.
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `RATE_LIMITED`: There were too many requests in too short a time.
             *
             *     `TOO_MANY_JOBS`: Too many jobs of the owner wait for their turn.
             *
             *     `TOO_MANY_UPLOADS`: Too many uploads of the API key are under way, or of its owner begun and no jobs yet.
             *
             *     `TOO_MANY_IDEMPOTENCY_KEYS`: Too many Idempotency-Keys of the owner are kept; the oldest is forgotten first.
             */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `UPLOAD_CHECKSUM_MISMATCH`: The bytes that arrived are not those that the checksum is of. */
            460: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
    describeUploads: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In its headers */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    /** @description 1.0.0 */
                    "Tus-Resumable"?: string;
                    /** @description 1.0.0 */
                    "Tus-Version"?: string;
                    /** @description with commas between */
                    "Tus-Extension"?: string;
                    /** @description bytes of the largest recording */
                    "Tus-Max-Size"?: string;
                    /** @description with commas between */
                    "Tus-Checksum-Algorithm"?: string;
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
    deleteUpload: {
        parameters: {
            query?: never;
            header: {
                /** @description of the protocol */
                "Tus-Resumable": "1.0.0";
            };
            path: {
                /** @description of the upload, as its `Location` had it */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    /** @description 1.0.0 */
                    "Tus-Resumable"?: string;
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `UPLOAD_NOT_FOUND`: There is no upload with this id, or its time is up. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `TUS_VERSION_UNSUPPORTED`: The request is not one of tus 1.0.0. */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `UPLOAD_LOCKED`: Another request is busy with the upload. */
            423: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `RATE_LIMITED`: There were too many requests in too short a time. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `STORAGE_UNAVAILABLE`: The object store cannot be reached.
             *
             *     `SERVICE_UNAVAILABLE`: A part of the system cannot be reached at the moment.
             *
             *     `DATABASE_UNAVAILABLE`: The database cannot be reached.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
    getUploadOffset: {
        parameters: {
            query?: never;
            header: {
                /** @description of the protocol */
                "Tus-Resumable": "1.0.0";
            };
            path: {
                /** @description of the upload, as its `Location` had it */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In its headers */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    /** @description 1.0.0 */
                    "Tus-Resumable"?: string;
                    /** @description how many bytes are kept */
                    "Upload-Offset"?: string;
                    /** @description of the whole recording; not there while it is not known */
                    "Upload-Length"?: string;
                    /** @description 1 while the length is not known */
                    "Upload-Defer-Length"?: string;
                    /** @description as it was given */
                    "Upload-Metadata"?: string;
                    /** @description when what there is of it is deleted (RFC 9110) */
                    "Upload-Expires"?: string;
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `UPLOAD_NOT_FOUND`: There is no upload with this id, or its time is up. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `TUS_VERSION_UNSUPPORTED`: The request is not one of tus 1.0.0. */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `RATE_LIMITED`: There were too many requests in too short a time. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
    appendToUpload: {
        parameters: {
            query?: never;
            header: {
                /** @description of the protocol */
                "Tus-Resumable": "1.0.0";
                /** @description what the answer before said */
                "Upload-Offset": string;
                /** @description of the whole recording, in bytes */
                "Upload-Length"?: string;
                /** @description algorithm and digest in base64 of this body, which then may have 64 MiB: `sha256 47DEQpj8…` */
                "Upload-Checksum"?: string;
            };
            path: {
                /** @description of the upload, as its `Location` had it */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/offset+octet-stream": string;
            };
        };
        responses: {
            /** @description They are kept */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    /** @description 1.0.0 */
                    "Tus-Resumable"?: string;
                    /** @description how many bytes are kept */
                    "Upload-Offset"?: string;
                    /** @description when what there is of it is deleted (RFC 9110) */
                    "Upload-Expires"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `UPLOAD_INCOMPLETE`: The connection ended before the whole recording had arrived. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `UPLOAD_NOT_FOUND`: There is no upload with this id, or its time is up. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `UPLOAD_OFFSET_CONFLICT`: The bytes do not follow those that are there; ask for the offset. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `TUS_VERSION_UNSUPPORTED`: The request is not one of tus 1.0.0. */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `UPLOAD_LOCKED`: Another request is busy with the upload. */
            423: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `RATE_LIMITED`: There were too many requests in too short a time.
             *
             *     `TOO_MANY_UPLOADS`: Too many uploads of the API key are under way, or of its owner begun and no jobs yet.
             */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `UPLOAD_CHECKSUM_MISMATCH`: The bytes that arrived are not those that the checksum is of. */
            460: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
    presignUpload: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description of your choice, for this request alone: sent again with the same key within 24 hours, it is not carried out again but answered as it was
                 * @example 0b6f9a52-6a2c-4a5e-8f0e-2f0f0f9c1d11
                 */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The form */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "upload_id": "0b7c3d52-6a0f-4c0e-9d3b-2f1c5b1a7e90",
                     *       "url": "https://recordings.s3.eu-central-1.amazonaws.com/",
                     *       "fields": {
                     *         "key": "incoming/0b7c3d52-6a0f-4c0e-9d3b-2f1c5b1a7e90.direct",
                     *         "policy": "eyJleHBpcmF0aW9uIjoi…",
                     *         "x-amz-algorithm": "AWS4-HMAC-SHA256",
                     *         "x-amz-credential": "AKIA…/20261120/eu-central-1/s3/aws4_request",
                     *         "x-amz-date": "20261120T100000Z",
                     *         "x-amz-signature": "b1946ac9…"
                     *       },
                     *       "expires_at": "2026-11-20T10:15:00.000Z"
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: uuid
                         * @description for `POST /v1/jobs`, once the file is there
                         */
                        upload_id: string;
                        /**
                         * Format: uri
                         * @description where the form goes
                         */
                        url: string;
                        /** @description of the form, before its last part, which is the recording, named `file` */
                        fields: {
                            [key: string]: string;
                        };
                        /**
                         * Format: date-time
                         * @description until when the form is taken: 15 minutes from now
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `IDEMPOTENCY_KEY_IN_USE`: Another request with this Idempotency-Key is being carried out.
             *
             *     `IDEMPOTENCY_ANSWER_LOST`: The request with this Idempotency-Key was carried out, but its answer is gone: its job was deleted, or its key left SECRET_KEYS.
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `IDEMPOTENCY_KEY_REUSED`: Something else was sent with this Idempotency-Key before.
             *
             *     `INVALID_REQUEST`: A field of the request is missing, unknown or not of the expected form.
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `TOO_MANY_UPLOADS`: Too many uploads of the API key are under way, or of its owner begun and no jobs yet.
             *
             *     `RATE_LIMITED`: There were too many requests in too short a time.
             *
             *     `TOO_MANY_JOBS`: Too many jobs of the owner wait for their turn.
             *
             *     `TOO_MANY_IDEMPOTENCY_KEYS`: Too many Idempotency-Keys of the owner are kept; the oldest is forgotten first.
             */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `PRESIGNING_UNSUPPORTED`: Recordings are not kept in S3 here: nothing can be uploaded straight to it. */
            501: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `STORAGE_UNAVAILABLE`: The object store cannot be reached.
             *
             *     `SERVICE_UNAVAILABLE`: A part of the system cannot be reached at the moment.
             *
             *     `DATABASE_UNAVAILABLE`: The database cannot be reached.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `JOB_ERASED`: The job and everything about it were deleted by its owner. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `RATE_LIMITED`: There were too many requests in too short a time. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `JOB_ERASED`: The job and everything about it were deleted by its owner. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `RATE_LIMITED`: There were too many requests in too short a time. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `RATE_LIMITED`: There were too many requests in too short a time. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
            header?: {
                /**
                 * @description of your choice, for this request alone: sent again with the same key within 24 hours, it is not carried out again but answered as it was
                 * @example 0b6f9a52-6a2c-4a5e-8f0e-2f0f0f9c1d11
                 */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `IDEMPOTENCY_KEY_IN_USE`: Another request with this Idempotency-Key is being carried out.
             *
             *     `IDEMPOTENCY_ANSWER_LOST`: The request with this Idempotency-Key was carried out, but its answer is gone: its job was deleted, or its key left SECRET_KEYS.
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `IDEMPOTENCY_KEY_REUSED`: Something else was sent with this Idempotency-Key before.
             *
             *     `INVALID_REQUEST`: A field of the request is missing, unknown or not of the expected form.
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `RATE_LIMITED`: There were too many requests in too short a time.
             *
             *     `TOO_MANY_IDEMPOTENCY_KEYS`: Too many Idempotency-Keys of the owner are kept; the oldest is forgotten first.
             */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
            header?: {
                /**
                 * @description of your choice, for this request alone: sent again with the same key within 24 hours, it is not carried out again but answered as it was
                 * @example 0b6f9a52-6a2c-4a5e-8f0e-2f0f0f9c1d11
                 */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `API_KEY_ENDED`: The API key is revoked or has expired.
             *
             *     `IDEMPOTENCY_KEY_IN_USE`: Another request with this Idempotency-Key is being carried out.
             *
             *     `IDEMPOTENCY_ANSWER_LOST`: The request with this Idempotency-Key was carried out, but its answer is gone: its job was deleted, or its key left SECRET_KEYS.
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `IDEMPOTENCY_KEY_REUSED`: Something else was sent with this Idempotency-Key before.
             *
             *     `INVALID_REQUEST`: A field of the request is missing, unknown or not of the expected form.
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `RATE_LIMITED`: There were too many requests in too short a time.
             *
             *     `TOO_MANY_IDEMPOTENCY_KEYS`: Too many Idempotency-Keys of the owner are kept; the oldest is forgotten first.
             */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `RATE_LIMITED`: There were too many requests in too short a time. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
