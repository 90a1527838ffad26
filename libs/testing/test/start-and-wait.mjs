// Starts both servers, says which processes they are, and waits to be killed.
import { startPrivatePostgres, startPrivateRabbitMq } from '@meeting-intelligence/testing';

const servers = await Promise.all([startPrivateRabbitMq(), startPrivatePostgres()]);
console.log(JSON.stringify(servers.map(({ pid }) => pid)));
setInterval(() => undefined, 1_000);
