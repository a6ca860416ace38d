/** SQS and SNS FIFO, by the AWS SDK's synchronous clients on virtual threads. */
@NullMarked
package io.quayside.notify.relay.aws;

import org.jspecify.annotations.NullMarked;
