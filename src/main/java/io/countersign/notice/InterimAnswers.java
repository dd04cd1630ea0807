package io.countersign.notice;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Passes over the interim answers of one connection (1xx, RFC 9110 section 15.2). Vert.x knows 100 and 103, and takes
 * any other for the answer, so that the true one would belong to nothing. 101 goes on: nobody asked for it, and what
 * follows is not HTTP.
 */
final class InterimAnswers extends ChannelInboundHandlerAdapter {
    private boolean interim;

    private InterimAnswers() {}

    /** Passes over those of a connection that was just made. */
    static void passOver(HttpConnection connection) {
        ChannelPipeline pipeline =
                ((ConnectionBase) connection).channelHandlerContext().pipeline();
        String codec = pipeline.context(HttpClientCodec.class).name();
        pipeline.addAfter(codec, InterimAnswers.class.getSimpleName(), new InterimAnswers());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpResponse head) {
            interim = head.status().codeClass() == HttpStatusClass.INFORMATIONAL
                    && head.status().code() != HttpResponseStatus.SWITCHING_PROTOCOLS.code();
        }
        if (!interim) {
            context.fireChannelRead(message);
            return;
        }
        interim = !(message instanceof LastHttpContent);
        ReferenceCountUtil.release(message);
    }
}
