package io.countersign.problem;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.Validator;
import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyReader;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of all requests but those that stream. Where a body's fields do not fit its record, all of them are
 * named at once, beside those whose values are not allowed.
 */
@Provider
@ConstrainedTo(RuntimeType.SERVER)
@Consumes(MediaType.APPLICATION_JSON)
public class RequestBodies implements ServerMessageBodyReader<Object> {
    private final JsonText json = new JsonText();
    private final Validator validator;
    private final BodyBinding binding;

    RequestBodies(ObjectMapper mapper, Validator validator) {
        this.validator = validator;
        this.binding = new BodyBinding(mapper, validator);
    }

    @Override
    public boolean isReadable(
            Class<?> type,
            @Nullable Type genericType,
            @Nullable ResteasyReactiveResourceInfo lazyMethod,
            MediaType mediaType) {
        return true;
    }

    @Override
    public boolean isReadable(
            Class<?> type, @Nullable Type genericType, Annotation @Nullable [] annotations, MediaType mediaType) {
        return true;
    }

    @Override
    public @Nullable Object readFrom(
            Class<Object> type, @Nullable Type genericType, MediaType mediaType, ServerRequestContext context)
            throws IOException {
        return read(type, context.getInputStream());
    }

    @Override
    public @Nullable Object readFrom(
            Class<Object> type,
            @Nullable Type genericType,
            Annotation @Nullable [] annotations,
            MediaType mediaType,
            @Nullable MultivaluedMap<String, String> httpHeaders,
            InputStream entityStream)
            throws IOException {
        return read(type, entityStream);
    }

    /** Null for an empty body, which is no body. The length of a chunked one is known at its end only. */
    private @Nullable Object read(Class<?> type, InputStream stream) throws IOException {
        byte[] sent = stream.readNBytes(Reception.LARGEST_BODY + 1);
        if (sent.length > Reception.LARGEST_BODY) {
            throw BodyProblem.tooLarge().toException();
        }
        ObjectNode body = json.objectIn(sent);
        if (body == null) {
            return null;
        }
        FieldErrors errors = new FieldErrors();
        Object bound = binding.bind(body, type, sent.length, errors);
        if (errors.isEmpty()) {
            return bound;
        }
        Violations.addTo(errors, validator.validate(bound));
        throw errors.problem("").toException();
    }
}
