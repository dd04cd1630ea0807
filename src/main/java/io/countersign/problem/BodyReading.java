package io.countersign.problem;

import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Hands a body on only if it is UTF-8 and not too large. Jackson alone guesses the encoding, and would take UTF-16; and
 * the length of a chunked body is known at its end only.
 */
@Provider
public class BodyReading implements ReaderInterceptor {

    @Override
    public @Nullable Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        byte[] body = context.getInputStream().readNBytes(Reception.LARGEST_BODY + 1);
        if (body.length > Reception.LARGEST_BODY) {
            throw BodyProblem.tooLarge().toException();
        }
        if (body.length == 0) {
            return null;
        }
        if (!isText(body)) {
            throw BodyProblem.malformed().toException();
        }
        context.setInputStream(new ByteArrayInputStream(body));
        return context.proceed();
    }

    /** In other encodings the signs of JSON hold bytes of 0, which UTF-8 and JSON have no use for. */
    private static boolean isText(byte[] body) {
        for (byte one : body) {
            if (one == 0) {
                return false;
            }
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
