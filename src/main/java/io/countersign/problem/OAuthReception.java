package io.countersign.problem;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Reception} is to OAuth 2.0 clients: lenient in all that they are known to do, and what is refused is told
 * in the one shape that they read. The body goes on as bytes, at {@link RoutingContext#body()}.
 */
final class OAuthReception {
    private static final String FORM = "application/x-www-form-urlencoded";

    private static final String TOO_LARGE =
            "The request body is larger than any form that belongs here: at most 65536 bytes.";
    private static final String TOO_LATE = "The request body did not arrive within ten seconds.";

    private OAuthReception() {}

    /**
     * Hands the request on, or ends it.
     *
     * @param namesOneHost as RFC 9112, section 3.2 wants it
     * @param length of the body in bytes, as far as it is said
     */
    static void receive(RoutingContext context, Addresses.Address address, boolean namesOneHost, long length) {
        HttpServerRequest request = context.request();
        // Whatever the client would like, the answer is JSON.
        request.headers().remove(HttpHeaderNames.ACCEPT);
        @Nullable String objection = objection(request, address, namesOneHost, length);
        if (objection != null) {
            refuse(context, objection);
            return;
        }
        // Nothing behind this has an opinion on it, and not all of them are well-formed.
        request.headers().remove(HttpHeaderNames.CONTENT_TYPE);
        if (Reception.awaitsLeave(request)) {
            context.response().writeContinue();
        }
        new ArrivingForm(context)
                .await(
                        body -> {
                            ((RoutingContextInternal) context).setBody(body);
                            context.next();
                        },
                        () -> refuse(context, TOO_LARGE),
                        () -> refuse(context, TOO_LATE));
    }

    private static @Nullable String objection(
            HttpServerRequest request, Addresses.Address address, boolean namesOneHost, long length) {
        if (!namesOneHost) {
            return "The request breaks HTTP's rules: send one Host header with the host that is asked.";
        }
        boolean takesForms = address.methods().contains(HttpMethod.POST.name());
        if (request.method().equals(HttpMethod.OPTIONS)
                || !address.methods().contains(request.method().name())) {
            return takesForms
                    ? "This address takes POST with a form as body, and no other method."
                    : "This address takes GET, and no other method.";
        }
        if (length > Reception.LARGEST_BODY) {
            return TOO_LARGE;
        }
        return takesForms && !isForm(request)
                ? "The request body must be a form, uncompressed: Content-Type: " + FORM + "."
                : null;
    }

    /** Without a type it is one, and the charset is of no account: what matters is percent-encoded. */
    private static boolean isForm(HttpServerRequest request) {
        List<String> types = request.headers().getAll(HttpHeaderNames.CONTENT_TYPE);
        return types.stream()
                        .map(type -> type.strip().toLowerCase(Locale.ROOT))
                        .allMatch(type -> type.isEmpty() || type.equals(FORM) || isFormWithParameters(type))
                && request.headers().getAll(HttpHeaderNames.CONTENT_ENCODING).stream()
                        .allMatch(coding -> coding.isBlank() || coding.strip().equalsIgnoreCase("identity"));
    }

    private static boolean isFormWithParameters(String type) {
        return type.startsWith(FORM) && type.substring(FORM.length()).strip().startsWith(";");
    }

    private static void refuse(RoutingContext context, String description) {
        OAuthAnswer.send(context.response(), OAuthError.of(OAuthError.Code.INVALID_REQUEST, description));
    }
}
