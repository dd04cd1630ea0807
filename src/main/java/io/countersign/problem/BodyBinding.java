package io.countersign.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.Validator;
import java.util.List;

/**
 * Makes a record of a JSON object. What does not fit is taken out and named, until the rest fits and can be validated.
 */
final class BodyBinding {
    /** How many bytes are bound at most for one object, all attempts together. */
    private static final int MOST_BYTES = 500_000;

    private final ObjectMapper mapper;
    private final FieldRules rules;

    BodyBinding(ObjectMapper mapper, Validator validator) {
        this.mapper = mapper;
        this.rules = new FieldRules(validator);
    }

    /**
     * The record, which its constraints have not judged yet. Each misfit makes it begin anew; so the larger an object,
     * the fewer are looked for.
     *
     * @param length of the object as sent, in bytes
     * @param errors where each misfit is named
     * @throws ProblemException 422 where there are too many
     */
    Object bind(ObjectNode body, Class<?> record, int length, FieldErrors errors) throws JsonProcessingException {
        WellFormedText.enforce(body, errors);
        JavaType type = mapper.constructType(record);
        int most = Math.clamp(MOST_BYTES / length, 5, 50);
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
