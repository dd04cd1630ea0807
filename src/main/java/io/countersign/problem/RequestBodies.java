package io.countersign.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
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
import java.util.List;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyReader;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of all requests. Where a body's fields do not fit its record, all of them are named at once, beside
 * those whose values are not allowed: what does not fit is taken out and named, until the rest fits and can be
 * validated.
 */
@Provider
@ConstrainedTo(RuntimeType.SERVER)
@Consumes(MediaType.APPLICATION_JSON)
public class RequestBodies implements ServerMessageBodyReader<Object> {
    /** How many bytes are bound at most for one answer, all attempts together. */
    private static final int MOST_BYTES = 500_000;

    private final JsonText json = new JsonText();
    private final ObjectMapper mapper;
    private final Validator validator;
    private final FieldRules rules;

    RequestBodies(ObjectMapper mapper, Validator validator) {
        this.mapper = mapper;
        this.validator = validator;
        this.rules = new FieldRules(validator);
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
        WellFormedText.enforce(body, errors);
        Object bound = bind(body, mapper.constructType(type), Math.clamp(MOST_BYTES / sent.length, 5, 50), errors);
        if (errors.isEmpty()) {
            return bound;
        }
        Violations.addTo(errors, validator.validate(bound));
        throw errors.problem("").toException();
    }

    /** Each misfit makes it begin anew; so the larger a body, the fewer are looked for. */
    private Object bind(ObjectNode body, JavaType type, int most, FieldErrors errors) throws JsonProcessingException {
        for (int misfits = 0; misfits < most; misfits++) {
            try {
                return mapper.treeToValue(body, type);
            } catch (JsonMappingException unfit) {
                List<Reference> path = unfit.getPath();
                if (path.isEmpty() || !FieldPath.remove(body, path)) {
                    throw unfit;
                }
                errors.add(FieldPath.of(path), rules.of(path).orElseGet(() -> BodyProblem.expectation(unfit)));
            }
        }
        throw errors.problem(" There may be more than these.").toException();
    }
}
