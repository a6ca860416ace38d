package io.quayside.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // the channel tells what came of it
class LingeringCloseHandlerTest {
  private final LingeringCloseHandler handler = new LingeringCloseHandler();
  private final DuplexEmbeddedChannel channel = new DuplexEmbeddedChannel(handler);

  @BeforeEach
  void stopTheClock() {
    channel.freezeTime();
  }

  @Test
  void shouldEndItsOutputFirstAndDiscardWhatStillComes() {
    ByteBuf late = Unpooled.buffer().writeByte(1);
    close();
    channel.writeInbound(late);

    assertThat(channel.isOutputShutdown()).isTrue();
    assertThat(channel.isOpen()).isTrue();
    assertThat(channel.inboundMessages()).isEmpty();
    assertThat(late.refCnt()).isZero();
  }

  @Test
  void shouldFlushWhatWasWrittenBefore() {
    channel.write(Unpooled.buffer().writeByte(1));
    close();

    assertThat(channel.outboundMessages()).isNotEmpty();
  }

  @Test
  void shouldReadOnWhereReadingWasStopped() {
    channel.config().setAutoRead(false);
    close();

    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void shouldCloseWhenThePeerDoes() {
    close();
    channel.shutdownInput();
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);

    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void shouldCloseAtOnceWhereThePeerHasEndedBefore() {
    channel.shutdownInput();
    close();

    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void shouldNotWaitForThePeerForEver() {
    close();
    advance(LingeringCloseHandler.LINGER_MILLIS - 1);
    assertThat(channel.isOpen()).isTrue();
    advance(1);

    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void shouldCloseInTimeWhateverIsUnwritten() {
    handler.closeWithin(100);
    advance(99);
    assertThat(channel.isOpen()).isTrue();
    advance(1);

    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void shouldPassOnEverythingBefore() {
    channel.writeInbound("a");
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);

    assertThat(channel.<String>readInbound()).isEqualTo("a");
    assertThat(channel.isOpen()).isTrue();
  }

  /** As a handler would; the embedded channel's own method cancels what is scheduled. */
  private void close() {
    channel.pipeline().close();
  }

  private void advance(long millis) {
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }
}
