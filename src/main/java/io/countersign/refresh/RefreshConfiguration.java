package io.countersign.refresh;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How tokens are renewed: {@code countersign.refresh.*}. */
@ConfigMapping(prefix = "countersign.refresh")
public interface RefreshConfiguration {

    /**
     * Renewals per second that one replica begins for one integration, 1 to 1000; all replicas together may begin as
     * many times that. Requests come first, the background gets what they leave. Lower: after an outage it takes longer
     * until all connections are renewed, and requests that cannot have a turn before their wait ends get 503 at once.
     * Higher: DocuSign may answer with 429, which pauses the integration.
     */
    @WithDefault("50")
    @Min(1)
    @Max(1000)
    int maxPerSecond();

    /**
     * Whether this replica renews what nobody asks for, and goes on with imports. Without it tokens are renewed only
     * when somebody waits for one, connections that nobody uses for the life of a refresh token are lost, nobody is
     * warned of that, and a new client secret revives nothing by itself.
     */
    @WithDefault("true")
    boolean background();

    /**
     * T, an outage of DocuSign that tokens in use are to outlast: they are renewed that much before the last moment,
     * but never before half of their life. Calls to DocuSign rise by 8/(8−T) with T in hours: 1.14 times for one hour,
     * twice for four.
     */
    @WithDefault("PT0S")
    Duration outageHorizon();

    /**
     * How often connections are looked for whose refresh token nears its end. Each look is one statement along an
     * index; a warning comes that much late at worst.
     */
    @WithDefault("PT1H")
    Duration warnEvery();
}
