package io.countersign.docusign;

import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An answer began and its end did not come. */
final class BrokenOffException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String contentEncoding;
    private final transient byte[] arrived;

    /**
     * Keeps what there is.
     *
     * @param status of the answer
     * @param contentEncoding its header, empty if there was none
     * @param arrived the bytes of its body, as sent
     */
    BrokenOffException(int status, String contentEncoding, byte[] arrived) {
        super("the answer broke off", null, false, false);
        this.status = status;
        this.contentEncoding = contentEncoding;
        this.arrived = arrived;
    }

    /** The one among the causes of a failure, or null. */
    static @Nullable BrokenOffException in(Throwable failure) {
        return CallFailure.causesOf(failure)
                .filter(BrokenOffException.class::isInstance)
                .map(BrokenOffException.class::cast)
                .findFirst()
                .orElse(null);
    }

    /** Whether it is a success that stands there from its beginning to its end, with a refresh token. */
    boolean isWholeWithRefreshToken(int longest) {
        return isSuccess(longest, JsonAnswer::read, json -> json.text("refresh_token") != null);
    }

    /** Whether it is a success in which a refresh token stands whole, whatever else is there of it. */
    boolean holdsRefreshToken(int longest) {
        return isSuccess(longest, JsonAnswer::readWhatIsWhole, json -> json.text("refresh_token") != null);
    }

    /** Likewise an access token beside it. */
    boolean holdsBothTokens(int longest) {
        return isSuccess(
                longest,
                JsonAnswer::readWhatIsWhole,
                json -> json.text("refresh_token") != null && json.text("access_token") != null);
    }

    private boolean isSuccess(
            int longest, Function<byte[], @Nullable JsonAnswer> reader, Predicate<JsonAnswer> condition) {
        try {
            WireAnswer answer = answer(longest);
            JsonAnswer json = answer.isSuccess() ? reader.apply(answer.body()) : null;
            return json != null && condition.test(json);
        } catch (AnswerTooLongException e) {
            return false;
        }
    }

    /**
     * What arrived.
     *
     * @throws AnswerTooLongException if it is longer than that when it is unpacked
     */
    WireAnswer answer(int longest) {
        return new WireAnswer(status, null, Unpacking.unpack(arrived, contentEncoding, longest), false);
    }
}
