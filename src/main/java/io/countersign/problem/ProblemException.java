package io.countersign.problem;

/**
 * Carries a {@link Problem} from a feature to the one place that renders it. Has no stack trace: it is an answer, not a
 * failure of ours.
 */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    /** Wraps the problem to be rendered. */
    public ProblemException(Problem problem) {
        super(problem.type() + ": " + problem.detail(), null, false, false);
        this.problem = problem;
    }

    /** What the caller gets to see. */
    public Problem problem() {
        return problem;
    }
}
