package io.countersign.ops;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ByteProcessor;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection on which the headers of a request do not arrive in time: its first from the moment it was
 * accepted, TLS included, each further one from its first byte. Between requests, while a body arrives and while an
 * answer is made, a connection has all the time that Quarkus gives it. Neither Vert.x nor Quarkus has such a limit: who
 * sends a byte now and then holds a connection for as long as he likes.
 *
 * <p>Counts for HTTP/1; a connection that has agreed on HTTP/2 has met its deadline. Runs on the connection's event
 * loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty's, of what needs no answer.
final class HeaderDeadline extends ChannelInboundHandlerAdapter {
    /** The handler of Vert.x' that makes requests of bytes. */
    private static final String DECODER = "httpDecoder";

    private static final int HTTP_2 = 2;

    private final Duration limit;
    private boolean awaiting = true;
    private boolean inRequest;
    private @Nullable Future<?> deadline;

    /** @param limit how long the headers of one request may take */
    HeaderDeadline(Duration limit) {
        this.limit = limit;
    }

    /** Stands first until bytes arrive, to learn behind which handlers there are the bytes of HTTP. */
    ChannelInboundHandlerAdapter arrival() {
        return new Arrival();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ChannelPipeline pipeline = context.pipeline();
        if (pipeline.context(Requests.class) == null) {
            if (pipeline.context(DECODER) == null) {
                met();
                pipeline.remove(this);
                context.fireChannelRead(message);
                return;
            }
            pipeline.addAfter(DECODER, Requests.class.getSimpleName(), new Requests());
        }
        if (!inRequest && message instanceof ByteBuf bytes && bytes.forEachByte(ByteProcessor.FIND_NON_CRLF) >= 0) {
            awaiting = true;
        }
        context.fireChannelRead(message);
        // Most headers come in one piece, and are there by now.
        if (awaiting && deadline == null) {
            begin(context);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        met();
        context.fireChannelInactive();
    }

    private void begin(ChannelHandlerContext context) {
        deadline = context.executor().schedule(() -> missed(context), limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void missed(ChannelHandlerContext context) {
        deadline = null;
        if (!awaiting) {
            return;
        }
        if (context.channel().config().isAutoRead()) {
            context.close();
        } else {
            // It is this side that does not read on, because an earlier request of the connection has no answer yet.
            begin(context);
        }
    }

    private void met() {
        awaiting = false;
        Future<?> running = deadline;
        if (running != null) {
            running.cancel(false);
            deadline = null;
        }
    }

    private final class Arrival extends ChannelInboundHandlerAdapter {

        @Override
        public void channelActive(ChannelHandlerContext context) {
            begin(context);
            context.fireChannelActive();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            met();
            context.fireChannelInactive();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ChannelPipeline pipeline = context.pipeline();
            String name = HeaderDeadline.class.getSimpleName();
            if (pipeline.context(DECODER) == null) {
                // TLS, or the question which HTTP it is, come first: what they lead to is added behind.
                pipeline.addLast(name, HeaderDeadline.this);
            } else {
                pipeline.addBefore(DECODER, name, HeaderDeadline.this);
            }
            // Before the bytes go on: a request that changes to HTTP/2 makes Vert.x take all handlers away but its own.
            pipeline.remove(this);
            context.fireChannelRead(message);
        }
    }

    private final class Requests extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest request) {
                inRequest = true;
                met();
                ForwardingHeaders.clean(request.headers());
                if (request.protocolVersion().majorVersion() == HTTP_2) {
                    // What begins as HTTP/2 where that is not spoken looks like a request, and Vert.x would take its
                    // word for the version.
                    request.setProtocolVersion(HttpVersion.HTTP_1_1);
                }
            }
            if (message instanceof LastHttpContent) {
                inRequest = false;
            }
            context.fireChannelRead(message);
        }
    }
}
