package io.countersign.problem;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what no operation could take, before anybody asks whose request it is: a host that is not one, a method that
 * the address does not know, a body that is too large, packed or no JSON. What is left reaches Jakarta REST in the one
 * form that it judges well.
 */
@ApplicationScoped
class Reception {
    /** The most that a body may hold, in bytes: 64 KiB; one of {@link JsonLines} may hold more. */
    static final int LARGEST_BODY = 65_536;

    /** Before all of Quarkus' own that decide something. */
    private static final int FIRST = 10_000;

    private final Addresses addresses;
    private final CertificatesAsked certificates;

    Reception(Addresses addresses, CertificatesAsked certificates) {
        this.addresses = addresses;
        this.certificates = certificates;
    }

    void install(@Observes Filters filters) {
        filters.register(this::receive, FIRST);
    }

    private void receive(RoutingContext context) {
        Optional<Addresses.Address> address = addresses.find(context.normalizedPath());
        if (address.isPresent() && address.get().isOAuth()) {
            receiveForOAuth(context, address.get());
        } else {
            receive(context, address);
        }
    }

    private static void receiveForOAuth(RoutingContext context, Addresses.Address address) {
        HttpServerRequest request = context.request();
        long length = length(request);
        if (hasUnknownLength(request) || length > 0) {
            Answer.closeIfUnread(context);
        }
        OAuthReception.receive(context, address, namesOneHost(request), length);
    }

    private void receive(RoutingContext context, Optional<Addresses.Address> address) {
        HttpServerRequest request = context.request();
        boolean unknownLength = hasUnknownLength(request);
        long length = length(request);
        if (mayBeLong(request)) {
            Answer.closeIfUnread(context);
        }
        if (!namesOneHost(request)) {
            Answer.refuse(context, Problem.malformedRequest());
            return;
        }
        if (address.isPresent() && !address.get().isApi() && asksForCertificates(request)) {
            Answer.refuse(context, Problem.notFound());
            return;
        }
        if (address.isPresent()
                && !address.get().methods().contains(request.method().name())) {
            context.response().putHeader(HttpHeaderNames.ALLOW, address.get().allow());
            Answer.refuse(context, Problem.methodNotAllowed());
            return;
        }
        BodyForm form =
                address.isPresent() && address.get().takesLines(request.method().name())
                        ? BodyForm.LINES
                        : BodyForm.OBJECT;
        if (length > form.most()) {
            Answer.refuse(context, form.tooLarge());
        } else if (address.isEmpty()) {
            context.next();
        } else if (request.method().equals(HttpMethod.OPTIONS)) {
            context.response()
                    .putHeader(HttpHeaderNames.ALLOW, address.get().allow())
                    .end();
        } else if (address.get().isApi()) {
            receiveForApi(context, address.get(), form, unknownLength, length);
        } else {
            receiveForPage(context, unknownLength);
        }
    }

    /** Of the connection itself: what a proxy says of its own does not count. */
    private boolean asksForCertificates(HttpServerRequest request) {
        return certificates.value() && request.connection().isSsl();
    }

    /** RFC 9112, section 3.2. What was sent doubled would be one host for us and another for a proxy before us. */
    private static boolean namesOneHost(HttpServerRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        return hosts.isEmpty()
                ? request.version() == HttpVersion.HTTP_1_0 || request.authority() != null
                : hosts.size() == 1 && !hosts.getFirst().isBlank() && request.authority() != null;
    }

    private static void receiveForApi(
            RoutingContext context, Addresses.Address address, BodyForm form, boolean unknownLength, long length) {
        HttpServerRequest request = context.request();
        String answer = address.answerOf(request.method().name());
        if (!Accepted.takes(request.headers().getAll(HttpHeaderNames.ACCEPT), answer)) {
            Answer.refuse(context, Problem.notAcceptable(answer));
            return;
        }
        request.headers().remove(HttpHeaderNames.ACCEPT);
        if (!unknownLength && length == 0) {
            withoutBody(context);
            return;
        }
        Problem problem = form.problem(request.headers());
        if (problem == null) {
            // However it was spelled: not every parser takes all that is allowed.
            request.headers().set(HttpHeaderNames.CONTENT_TYPE, form.mediaType());
            context.next();
        } else if (!unknownLength || awaitsLeave(request)) {
            Answer.refuse(context, problem);
        } else {
            // A body of no bytes is none, whatever it is said to be.
            new ArrivingBody(context, 0).await(() -> withoutBytes(context), () -> Answer.refuse(context, problem));
        }
    }

    private static void withoutBody(RoutingContext context) {
        MultiMap headers = context.request().headers();
        headers.remove(HttpHeaderNames.CONTENT_TYPE);
        headers.remove(HttpHeaderNames.CONTENT_ENCODING);
        context.next();
    }

    /** Jakarta REST would wait for an end that has been and gone. */
    private static void withoutBytes(RoutingContext context) {
        ((RoutingContextInternal) context).setBody(Buffer.buffer());
        withoutBody(context);
    }

    /** A person gets a page, whatever the browser says that it would like; and nothing here reads a page's body. */
    private static void receiveForPage(RoutingContext context, boolean unknownLength) {
        HttpServerRequest request = context.request();
        request.headers().remove(HttpHeaderNames.ACCEPT);
        if (!unknownLength) {
            context.next();
            return;
        }
        if (awaitsLeave(request)) {
            context.response().writeContinue();
        }
        new ArrivingBody(context, LARGEST_BODY)
                .await(context::next, () -> Answer.refuse(context, BodyProblem.tooLarge()));
    }

    static boolean mayBeLong(HttpServerRequest request) {
        return hasUnknownLength(request) || length(request) > LARGEST_BODY;
    }

    static boolean awaitsLeave(HttpServerRequest request) {
        return HttpHeaderValues.CONTINUE.toString().equalsIgnoreCase(request.getHeader(HttpHeaderNames.EXPECT));
    }

    /** Chunked; in HTTP/2 nothing else tells that there is a body, and that it has ended may be told later. */
    private static boolean hasUnknownLength(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_2
                ? !request.headers().contains(HttpHeaderNames.CONTENT_LENGTH) && !request.isEnded()
                : request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
    }

    /** 0 where none is said. Netty has made sure that it is one number. */
    private static long length(HttpServerRequest request) {
        @Nullable String said = request.getHeader(HttpHeaderNames.CONTENT_LENGTH);
        return said == null ? 0 : Long.parseLong(said);
    }
}
