import {
  channelClasses,
  flush,
  type AmqpChannel,
  type Confirm,
  type Headers,
  type Message,
  type OnMessage,
  type Publish,
} from './amqplib-channel.js';
import type { ArmedFaults } from './armed-faults.js';
import { untilArrived, type KillSwitch } from './kill-switch.js';
import { Shuffler } from './shuffler.js';

/** Changes the channels of amqplib: kill points around delivery, publish, confirm and acknowledgement, and shuffling. */
export function watchMessages(faults: ArmedFaults, killSwitch: KillSwitch): void {
  const { Channel, ConfirmChannel } = channelClasses();
  const shuffler = new Shuffler(faults);
  watchDeliveries(Channel.prototype, killSwitch, shuffler);
  const publish = watchedPublish(ConfirmChannel.prototype.publish, killSwitch);
  ConfirmChannel.prototype.publish = shuffler.shuffled(publish);
}

function watchDeliveries(channel: AmqpChannel, killSwitch: KillSwitch, shuffler: Shuffler): void {
  const { consume, ack } = channel;
  const subjects = new WeakMap<Message, string>();
  channel.consume = function (queue, onMessage, options) {
    const handOver: OnMessage = (message) => {
      if (message) {
        const { type, headers } = message.properties;
        const subject = `${queue} ${String(type)} ${jobOf(headers)}`;
        subjects.set(message, subject);
        killSwitch.pass('receive', () => subject);
      }
      onMessage(message);
    };
    return consume.call(this, queue, shuffler.sometimesLate(queue, handOver), options);
  };
  channel.ack = function (message, allUpTo) {
    const subject = () => subjects.get(message) ?? '';
    killSwitch.pass('before-ack', subject);
    ack.call(this, message, allUpTo);
    killSwitch.pass('after-ack', subject, () => sendNow(this));
  };
}

function watchedPublish(publish: Publish, killSwitch: KillSwitch): Publish {
  return function (exchange, routingKey, content, options, confirm) {
    const subject = () => `${exchange} ${routingKey} ${jobOf(options?.headers)}`;
    const confirmed: Confirm = (error) => {
      if (!error) killSwitch.pass('after-confirm', subject);
      confirm?.(error);
    };
    killSwitch.pass('before-publish', subject);
    const hasRoom = publish.call(this, exchange, routingKey, content, options, confirmed);
    killSwitch.pass('after-publish', subject, () => sendNow(this));
    return hasRoom;
  };
}

function sendNow(channel: AmqpChannel): void {
  flush(channel);
  untilArrived();
}

function jobOf(headers: Headers | undefined): string {
  return `job=${String(headers?.['x-job-id'])}`;
}
