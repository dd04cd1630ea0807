package io.countersign.simulator;

import static io.countersign.simulator.OddAnswer.Calls.BOTH;
import static io.countersign.simulator.OddAnswer.Calls.TOKENS;
import static io.countersign.simulator.OddAnswer.Calls.USERINFO;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.simulator.FaultEffect.AnsweredInstead;
import io.countersign.simulator.FaultEffect.BadJson;
import io.countersign.simulator.FaultEffect.DroppedAfter;
import io.countersign.simulator.FaultEffect.DroppedBefore;
import io.countersign.simulator.FaultEffect.Encoded;
import io.countersign.simulator.FaultEffect.FieldRemoved;
import io.countersign.simulator.FaultEffect.FieldReplaced;
import io.countersign.simulator.FaultEffect.HalfBody;
import io.countersign.simulator.FaultEffect.Padded;
import io.countersign.simulator.FaultEffect.Processed;
import io.countersign.simulator.FaultEffect.Unended;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The odd answers of DocuSign, and of what stands between it and a client: one row each, collected from public bug
 * reports and from what the protocol leaves open. A test that promises something "whatever DocuSign answers" goes
 * through all of them:
 *
 * <pre>{@code
 * simulator.faults().always(OddAnswer.GZIP.fault(FaultTarget.TOKEN_REFRESH));
 * }</pre>
 */
public enum OddAnswer {
    GZIP(BOTH, "packed with gzip, which nobody asked for", () -> packed("gzip", Packing.GZIP)),
    GZIP_IN_CAPITALS(BOTH, "gzip, said in capitals", () -> packed("GZIP", Packing.GZIP)),
    X_GZIP(BOTH, "gzip by its old name", () -> packed("x-gzip", Packing.GZIP)),
    GZIP_UNDECLARED(BOTH, "gzip without Content-Encoding", () -> packed(null, Packing.GZIP)),
    GZIP_CLAIMED(BOTH, "said to be gzip and is not", () -> packed("gzip", Packing.NONE)),
    GZIP_TWICE(BOTH, "gzip within gzip", () -> packed("gzip, gzip", Packing.GZIP_TWICE)),
    GZIP_TWICE_SAID_ONCE(BOTH, "gzip within gzip, said once", () -> packed("gzip", Packing.GZIP_TWICE)),
    GZIP_IN_TWO_MEMBERS(BOTH, "two gzip streams in a row", () -> packed("gzip", Packing.GZIP_IN_TWO_MEMBERS)),
    GZIP_CUT(BOTH, "half of a gzip stream", () -> packed("gzip", Packing.GZIP_CUT)),
    GZIP_WITHOUT_TRAILER(BOTH, "gzip without checksum", () -> packed("gzip", Packing.GZIP_WITHOUT_TRAILER)),
    GZIP_WITH_GARBAGE_AFTER(BOTH, "gzip and some text", () -> packed("gzip", Packing.GZIP_WITH_GARBAGE_AFTER)),
    GZIP_BOMB(BOTH, "gzip of 16 MiB", () -> new Encoded("gzip", Packing.GZIP, new Padded(16 << 20))),
    IDENTITY(BOTH, "said to be packed with nothing", () -> packed("identity", Packing.NONE)),
    DEFLATE(BOTH, "deflate as HTTP means it", () -> packed("deflate", Packing.ZLIB)),
    DEFLATE_RAW(BOTH, "deflate as some send it", () -> packed("deflate", Packing.RAW_DEFLATE)),
    BROTLI_CLAIMED(BOTH, "said to be packed with brotli", () -> packed("br", Packing.NONE)),
    GZIP_REFUSAL(BOTH, "a refusal packed with gzip", () -> gzip(error(400, "invalid_grant"))),
    GZIP_OPERATOR(BOTH, "a wrong secret, packed", () -> gzip(error(400, "invalid_grant", "unauthorized_client"))),
    GZIP_SERVER_ERROR(BOTH, "a failure packed with gzip", () -> gzip(error(503, "internal_server_error"))),

    ERROR_IN_200(TOKENS, "a refusal in a 200", () -> error(200, "invalid_grant")),
    ERROR_IN_200_GZIP(TOKENS, "a refusal in a 200, packed", () -> gzip(error(200, "invalid_grant"))),
    ERROR_IN_201(TOKENS, "a refusal in a 201", () -> error(201, "invalid_grant")),
    OPERATOR_IN_200(TOKENS, "a wrong secret in a 200", () -> error(200, "invalid_grant", "unauthorized_client")),
    THROTTLED_IN_200(TOKENS, "too many calls in a 200", () -> error(200, "principal_throttled")),
    SERVER_ERROR_IN_200(TOKENS, "a failure in a 200", () -> error(200, "internal_server_error")),
    UNKNOWN_IN_200(TOKENS, "an unknown error in a 200", () -> error(200, "grant_not_active", "Not active")),
    ERROR_BESIDE_TOKENS(TOKENS, "new tokens, and an error", () -> replaced("error", text("invalid_grant"))),
    ERROR_NULL_BESIDE_TOKENS(TOKENS, "new tokens; error is null", () -> replaced("error", value(null))),
    EMPTY_200(BOTH, "a 200 without a body", () -> new AnsweredInstead(200, "", Map.of())),
    EMPTY_204(BOTH, "a 204", () -> new AnsweredInstead(204, "", Map.of())),
    EMPTY_OBJECT(BOTH, "a 200 with an empty object", () -> new AnsweredInstead(200, "{}", Map.of())),
    PORTAL_PAGE(BOTH, "a 200 with somebody's sign-in page", () -> page(200, "Please sign in", Map.of())),

    OTHER_WORDS(TOKENS, "a refusal in other words", () -> error(400, "invalid_grant", "Refresh token expired")),
    OTHER_WORDS_IN_401(TOKENS, "so with 401", () -> error(401, "access_denied", "Refresh token expired")),
    PREFIXED(TOKENS, "a known code after a prefix", () -> error(400, "invalid_grant", "OAuth: expired_client_token")),
    PREFIXED_USER(TOKENS, "so for a user", () -> error(400, "invalid_grant", "IDP-4: user_not_found")),
    INVALID_REQUEST(
            TOKENS,
            "invalid_request that speaks of the refresh token",
            () -> error(400, "invalid_request", "The refresh token is malformed or was not issued to this client.")),
    UNKNOWN_ERROR(TOKENS, "an error that no table knows", () -> error(400, "grant_not_active")),
    ERROR_OBJECT(TOKENS, "an error that is no text", () -> json(400, "{\"error\":{\"code\":\"invalid_grant\"}}")),
    PLAIN_400(TOKENS, "a refusal that is no JSON", () -> page(400, "Bad Request", Map.of())),

    FIREWALL_403(BOTH, "a firewall's page", () -> page(403, "Request blocked. Support ID 4711", Map.of())),
    PROXY_407(
            BOTH,
            "a proxy that wants a password",
            () -> page(407, "Proxy Authentication Required", Map.of("Proxy-Authenticate", "Basic realm=\"proxy\""))),
    NOT_FOUND_404(BOTH, "a gateway's 404", () -> page(404, "no Route matched", Map.of())),
    TOO_LARGE_413(BOTH, "a gateway's 413", () -> page(413, "Request Entity Too Large", Map.of())),
    LEGAL_451(BOTH, "a filter's 451", () -> page(451, "Unavailable", Map.of())),
    REDIRECT(BOTH, "a redirect to a sign-in page", () -> page(302, "Moved", Map.of("Location", "/oauth/auth"))),
    GATEWAY_502(BOTH, "a gateway's 502", () -> page(502, "Bad Gateway", Map.of())),
    SERVER_ERROR(BOTH, "a failure", () -> error(503, "internal_server_error")),
    SERVER_ERROR_IN_400(TOKENS, "a failure in a 400", () -> error(400, "internal_server_error")),
    THROTTLED(BOTH, "too many calls", () -> error(429, "principal_throttled")),
    THROTTLED_FOR_NO_TIME(BOTH, "too many calls, wait 0 s", () -> page(429, "Slow down", Map.of("Retry-After", "0"))),
    THROTTLED_IN_400(TOKENS, "too many calls in a 400", () -> error(400, "principal_throttled")),
    DEAD(TOKENS, "a refusal as it usually is", () -> error(400, "invalid_grant")),
    OPERATOR(TOKENS, "a wrong secret", () -> error(400, "invalid_grant", "unauthorized_client")),
    USER_GONE(TOKENS, "an unknown user", () -> error(400, "invalid_grant", "user_not_found")),

    CUT_BEFORE(BOTH, "the connection ends, nothing was done", DroppedBefore::new),
    CUT_AFTER(BOTH, "the connection ends, tokens have rotated", DroppedAfter::new),
    HALF_BODY(BOTH, "half of an answer", HalfBody::new),
    UNENDED(BOTH, "a whole answer that announces more", Unended::new),
    WITHOUT_LAST_BRACE(TOKENS, "an object without its end", () -> packed(null, Packing.WITHOUT_LAST_BYTE)),
    NOT_UTF_8(TOKENS, "a byte that is no UTF-8", () -> packed(null, Packing.WITH_LATIN_1)),
    BAD_JSON(BOTH, "no JSON", BadJson::new),
    TOO_LONG(BOTH, "JSON of 2 MiB", () -> new Padded(2 << 20)),
    NO_ACCESS_TOKEN(TOKENS, "no access token", () -> new FieldRemoved("access_token")),
    NO_REFRESH_TOKEN(TOKENS, "no new refresh token", () -> new FieldRemoved("refresh_token")),

    EXPIRES_IN_ABSENT(TOKENS, "no expires_in", () -> new FieldRemoved("expires_in")),
    EXPIRES_IN_NULL(TOKENS, "expires_in null", () -> expiresIn(null)),
    EXPIRES_IN_ZERO(TOKENS, "expires_in 0", () -> expiresIn(0)),
    EXPIRES_IN_NEGATIVE(TOKENS, "expires_in -1", () -> expiresIn(-1)),
    EXPIRES_IN_ONE(TOKENS, "expires_in 1", () -> expiresIn(1)),
    EXPIRES_IN_THIRTY(TOKENS, "expires_in 30", () -> expiresIn(30)),
    EXPIRES_IN_WORDS(TOKENS, "expires_in in words", () -> expiresIn("eight hours")),
    EXPIRES_IN_EMPTY(TOKENS, "expires_in an empty text", () -> expiresIn("")),
    EXPIRES_IN_DIGITS(TOKENS, "expires_in as text", () -> expiresIn("28800")),
    EXPIRES_IN_WHOLE_FRACTION(TOKENS, "expires_in 28800.0", () -> expiresIn(28_800.0)),
    EXPIRES_IN_FRACTION(TOKENS, "expires_in 28799.5", () -> expiresIn(28_799.5)),
    EXPIRES_IN_SMALL_FRACTION(TOKENS, "expires_in 0.5", () -> expiresIn(0.5)),
    EXPIRES_IN_A_YEAR(TOKENS, "expires_in of a year", () -> expiresIn(31_536_000)),
    EXPIRES_IN_LARGEST(TOKENS, "expires_in 2^63 - 1", () -> expiresIn(Long.MAX_VALUE)),
    EXPIRES_IN_ABSURD(TOKENS, "expires_in 1e300", () -> expiresIn(1e300)),
    EXPIRES_IN_TRUE(TOKENS, "expires_in true", () -> expiresIn(true)),
    EXPIRES_IN_OBJECT(TOKENS, "expires_in an object", () -> expiresIn(Map.of("seconds", 28_800))),

    ACCOUNT_WITHOUT_ADDRESS(USERINFO, "an account more, without base_uri", () -> OddAccounts.added(null)),
    ACCOUNT_BELOW_RESTAPI(
            USERINFO, "an account more at /restapi", () -> OddAccounts.added("https://demo.docusign.net/restapi")),
    ACCOUNT_BELOW_RESTAPI_VERSION(
            USERINFO,
            "an account more at a version",
            () -> OddAccounts.added("https://na3.docusign.net/restapi/v2.1/")),
    ACCOUNT_AT_A_PATH(USERINFO, "an account more at a path", () -> OddAccounts.added("https://na2.docusign.net/api")),
    ACCOUNT_ELSEWHERE(USERINFO, "an account more elsewhere", () -> OddAccounts.added("https://docusign.example")),
    ACCOUNT_WITHOUT_ID(USERINFO, "an account more without an id", OddAccounts::withoutId),
    ACCOUNT_NO_OBJECT(USERINFO, "accounts that are no objects", OddAccounts::noObjects),
    ACCOUNTS_TWO_HUNDRED(USERINFO, "200 accounts more", () -> OddAccounts.many(200)),
    ACCOUNTS_NEARLY_ONE_MEBIBYTE(USERINFO, "5,500 accounts more", () -> OddAccounts.many(5500)),
    ACCOUNTS_NONE(USERINFO, "an empty list of accounts", () -> replaced("accounts", value(List.of()))),
    ACCOUNTS_NO_LIST(USERINFO, "accounts is a text", () -> replaced("accounts", text("none"))),
    ACCOUNTS_ABSENT(USERINFO, "no accounts", () -> new FieldRemoved("accounts")),
    ACCOUNTS_UNUSABLE(USERINFO, "no account that could be used", OddAccounts::unusable),
    USER_WITHOUT_ID(USERINFO, "nobody's identity", () -> new FieldRemoved("sub"));

    private final Calls calls;
    private final String says;
    private final Supplier<FaultEffect> effect;

    OddAnswer(Calls calls, String says, Supplier<FaultEffect> effect) {
        this.calls = calls;
        this.says = says;
        this.effect = effect;
    }

    /** Which calls are answered so. */
    enum Calls {
        TOKENS,
        USERINFO,
        BOTH
    }

    /** A row as the admin API shows it. */
    record Row(String name, Calls calls, String says, FaultEffect effect) {}

    static List<Row> catalogue() {
        return Arrays.stream(values())
                .map(odd -> new Row(odd.inJson(), odd.calls, odd.says, odd.effect.get()))
                .toList();
    }

    /** Whether such a call can be answered so. */
    public boolean isFor(FaultTarget call) {
        if (this == NO_REFRESH_TOKEN && call == FaultTarget.TOKEN_JWT) {
            return false;
        }
        return calls == BOTH || (calls == USERINFO) == (call == FaultTarget.USERINFO);
    }

    /**
     * The fault that answers such calls so.
     *
     * @throws IllegalArgumentException when it {@linkplain #isFor is not for} them
     */
    public Fault fault(FaultTarget call) {
        if (!isFor(call)) {
            throw new IllegalArgumentException(
                    call.name().toLowerCase(Locale.ROOT) + " is never answered with " + inJson());
        }
        return Fault.of(call, effect.get());
    }

    /** Its name as the control API spells it. */
    String inJson() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What is odd about it, in a few words. */
    public String says() {
        return says;
    }

    private static FaultEffect packed(@Nullable String contentEncoding, Packing packing) {
        return new Encoded(contentEncoding, packing, new Processed());
    }

    private static FaultEffect gzip(FaultEffect answer) {
        return new Encoded("gzip", Packing.GZIP, answer);
    }

    private static FaultEffect error(int status, String error) {
        return json(status, "{\"error\":\"" + error + "\"}");
    }

    private static FaultEffect error(int status, String error, String description) {
        return json(status, "{\"error\":\"" + error + "\",\"error_description\":\"" + description + "\"}");
    }

    private static FaultEffect json(int status, String body) {
        return new AnsweredInstead(status, body, Map.of());
    }

    private static FaultEffect page(int status, String text, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Content-Type", "text/html");
        return new AnsweredInstead(status, "<html><body><h1>" + text + "</h1></body></html>", all);
    }

    private static FaultEffect expiresIn(@Nullable Object seconds) {
        return replaced("expires_in", value(seconds));
    }

    private static FaultEffect replaced(String field, JsonNode value) {
        return new FieldReplaced(field, value);
    }

    private static JsonNode text(String text) {
        return value(text);
    }

    private static JsonNode value(@Nullable Object value) {
        return SimulatorJson.toTree(value);
    }
}
