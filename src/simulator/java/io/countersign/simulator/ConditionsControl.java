package io.countersign.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings, faults and the clock in the control API: what a test makes happen. */
final class ConditionsControl {
    private static final String ODD_ANSWER = "odd_answer";
    private static final String EFFECT = "effect";
    private static final Duration FARTHEST = PlainWords.LONGEST;

    private final DocuSignSimulator simulator;

    ConditionsControl(DocuSignSimulator simulator) {
        this.simulator = simulator;
    }

    /** How far the clock shall go on. */
    record Step(@Nullable Duration advance) {}

    /** Where the clock shall stand. */
    record Moment(@Nullable String now) {}

    List<ControlRoute> routes() {
        return List.of(
                ControlRoute.of("GET", "settings", call -> AdminHandler.ok(simulator.settings())),
                ControlRoute.of("PUT", "settings", call -> change(SimulatorSettings.defaults(), call)),
                ControlRoute.of("PATCH", "settings", call -> change(simulator.settings(), call)),
                ControlRoute.of("GET", "faults", call -> faults()),
                ControlRoute.of("PUT", "faults", this::replaceFaults),
                ControlRoute.of("POST", "faults", this::addFault),
                ControlRoute.of("DELETE", "faults", call -> clearFaults()),
                ControlRoute.of("GET", "odd-answers", call -> AdminHandler.ok(OddAnswer.catalogue())),
                ControlRoute.of("GET", "clock", call -> clock()),
                ControlRoute.of("POST", "clock", this::advance),
                ControlRoute.of("PUT", "clock", this::set),
                ControlRoute.of("DELETE", "clock", call -> backToReal()));
    }

    private Answer change(SimulatorSettings before, ControlCall call) {
        SimulatorSettings after = SimulatorJson.merge(before, call.object());
        simulator.change(settings -> after);
        return AdminHandler.ok(after);
    }

    private Answer faults() {
        return AdminHandler.ok(simulator.faults().planned());
    }

    private Answer replaceFaults(ControlCall call) {
        JsonNode body = call.json();
        if (!body.isArray()) {
            throw ControlRefusal.badRequest("It must be a JSON list, [...], not " + PlainWords.kindOf(body) + ".");
        }
        List<FaultPlan.Planned> plan = new ArrayList<>();
        body.forEach(entry -> plan.add(planned(entry)));
        simulator.faults().replace(plan);
        return faults();
    }

    private Answer addFault(ControlCall call) {
        simulator.faults().add(planned(call.object()));
        return Answer.json(201, SimulatorJson.toTree(simulator.faults().planned()));
    }

    private Answer clearFaults() {
        simulator.faults().clear();
        return AdminHandler.done();
    }

    private static FaultPlan.Planned planned(JsonNode entry) {
        if (!(entry.path("fault") instanceof ObjectNode fault)) {
            return SimulatorJson.read(entry, FaultPlan.Planned.class);
        }
        if (fault.has(ODD_ANSWER) == fault.has(EFFECT)) {
            throw ControlRefusal.badRequest(
                    "\"fault\" needs a \"target\" and either an \"effect\" or an \"odd_answer\".");
        }
        JsonNode name = fault.remove(ODD_ANSWER);
        if (name == null) {
            return SimulatorJson.read(entry, FaultPlan.Planned.class);
        }
        OddAnswer odd = oddAnswer(name.asText());
        fault.set(EFFECT, SimulatorJson.toTree(new FaultEffect.Processed()));
        FaultPlan.Planned read = SimulatorJson.read(entry, FaultPlan.Planned.class);
        Fault asked = read.fault();
        FaultEffect effect = odd.fault(asked.target()).effect();
        return new FaultPlan.Planned(
                read.times(), new Fault(asked.target(), asked.delayBefore(), asked.delayAfter(), effect));
    }

    private static OddAnswer oddAnswer(String name) {
        return Arrays.stream(OddAnswer.values())
                .filter(odd -> odd.inJson().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> ControlRefusal.badRequest("There is no odd_answer " + name.toLowerCase(Locale.ROOT)
                        + ". GET /simulator/odd-answers lists them."));
    }

    private Answer clock() {
        return AdminHandler.ok(Map.of(
                "now", simulator.clock().instant(), "offset", simulator.clock().offset()));
    }

    private Answer advance(ControlCall call) {
        Duration step = call.read(Step.class).advance();
        if (step == null || step.isZero()) {
            throw ControlRefusal.badRequest(
                    "The field \"advance\" is missing: so many seconds, negative ones to go back.");
        }
        requireNear(simulator.clock().offset().plus(step));
        simulator.clock().advance(step);
        return clock();
    }

    private Answer set(ControlCall call) {
        Instant now = instant(GrantControl.required(call.read(Moment.class).now(), "now"));
        requireNear(Duration.between(Instant.now(), now));
        simulator.clock().set(now);
        return clock();
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException wrong) {
            throw ControlRefusal.badRequest(
                    "\"now\" must be an instant like \"2027-01-31T09:00:00Z\", not " + text + ".");
        }
    }

    private static void requireNear(Duration offset) {
        if (offset.abs().compareTo(FARTHEST) > 0) {
            throw ControlRefusal.badRequest("The clock goes no farther than 100 years from the real time.");
        }
    }

    private Answer backToReal() {
        simulator.clock().reset();
        return clock();
    }
}
