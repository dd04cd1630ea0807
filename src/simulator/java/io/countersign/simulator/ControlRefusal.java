package io.countersign.simulator;

/** Why the control API does not do what it was asked for, in words for the person who asked. */
final class ControlRefusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String error;

    private ControlRefusal(int status, String error, String message) {
        super(message);
        this.status = status;
        this.error = error;
    }

    static ControlRefusal badRequest(String message) {
        return new ControlRefusal(400, "bad_request", message);
    }

    static ControlRefusal notFound(String message) {
        return new ControlRefusal(404, "not_found", message);
    }

    static ControlRefusal conflict(String message) {
        return new ControlRefusal(409, "conflict", message);
    }

    /** DocuSign would refuse it, and show this to the person in the browser. */
    static ControlRefusal refusedByDocuSign(String message) {
        return new ControlRefusal(422, "refused", message);
    }

    Answer answer() {
        return Answer.json(status, SimulatorJson.object().put("error", error).put("message", getMessage()));
    }
}
