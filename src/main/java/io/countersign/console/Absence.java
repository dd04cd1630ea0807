package io.countersign.console;

import io.countersign.problem.Problem;
import io.countersign.problem.ProblemException;
import io.countersign.problem.ProblemType;
import io.smallrye.mutiny.Uni;

/**
 * Forms that make something new do not replace what has that name: the API's PUT would. Two people at the same moment
 * can still meet, as they can over the API.
 */
final class Absence {
    private Absence() {}

    /**
     * Fails with 422 for that field where a thing is found.
     *
     * @param found looks for it, and fails with 404 where there is none
     */
    static Uni<Void> require(Uni<?> found, String field, String rule) {
        return found.onItemOrFailure().transformToUni((there, failure) -> switch (failure) {
            case null ->
                Uni.createFrom().failure(Problem.invalidField(field, rule).toException());
            case ProblemException none
            when none.problem().type() == ProblemType.NOT_FOUND ->
                Uni.createFrom().voidItem();
            default -> Uni.createFrom().failure(failure);
        });
    }
}
