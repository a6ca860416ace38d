/** RabbitMQ over AMQP 0.9.1, with publisher confirms and mandatory routing. */
@NullMarked
package io.quayside.notify.relay.rabbitmq;

import org.jspecify.annotations.NullMarked;
