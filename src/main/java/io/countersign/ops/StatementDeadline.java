package io.countersign.ops;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.Connection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.impl.SqlConnectionBase;
import io.vertx.sqlclient.impl.command.CommandBase;
import io.vertx.sqlclient.impl.command.CommandResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Closes a connection of the pool on which a statement gets no answer. The driver has no such limit: a server that was
 * stopped, or that the network silently lost, would hold the connection, and whoever waits for its statement, for as
 * long as it stays so. Runs on the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty's, of what needs no answer.
final class StatementDeadline extends ChannelDuplexHandler {
    private static final Logger LOG = Logger.getLogger(StatementDeadline.class);

    /** The driver's own handler, behind which there are bytes and before which there are commands. */
    private static final String DRIVER = "handler";

    /** Looking so many times within the limit, it is overdrawn by a quarter at most. */
    private static final int LOOKS = 4;

    private final Duration limit;
    private final StatementTimes times;

    /** When each statement was sent that has no answer yet: the answers come in their order. */
    private final Deque<Long> unanswered = new ArrayDeque<>();

    private int looksInVain;
    private boolean looking;

    private StatementDeadline(Duration limit, StatementTimes times) {
        this.limit = limit;
        this.times = times;
    }

    /**
     * Watches a connection that the pool has just opened.
     *
     * @param limit after how long without any answer it is closed
     * @param times are told how long each answer took
     */
    static void watch(SqlConnection connection, Duration limit, StatementTimes times) {
        Connection driver = ((SqlConnectionBase<?>) connection).unwrap().unwrap();
        ((SocketConnectionBase) driver)
                .socket()
                .channelHandlerContext()
                .pipeline()
                .addBefore(DRIVER, StatementDeadline.class.getSimpleName(), new StatementDeadline(limit, times));
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof CommandBase<?>) {
            if (unanswered.isEmpty()) {
                looksInVain = 0;
                if (!looking) {
                    lookSoon(context);
                }
            }
            unanswered.add(times.now());
        }
        context.write(message, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof CommandResponse<?>) {
            Long sent = unanswered.poll();
            if (sent != null) {
                times.answered(sent);
            }
            looksInVain = 0;
        }
        context.fireChannelRead(message);
    }

    /** One timer for as long as there is something to wait for, however many statements that are. */
    private void lookSoon(ChannelHandlerContext context) {
        looking = true;
        context.executor().schedule(() -> look(context), limit.toMillis() / LOOKS, TimeUnit.MILLISECONDS);
    }

    private void look(ChannelHandlerContext context) {
        looking = false;
        if (unanswered.isEmpty() || !context.channel().isActive()) {
            return;
        }
        if (looksInVain++ < LOOKS) {
            lookSoon(context);
            return;
        }
        LOG.warnf("A connection to the database is closed, because it has answered nothing for %s", limit);
        context.close();
    }
}
