package io.countersign.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromqlMetricsTest {
    @Test
    void findsMetricsAndNothingElse() {
        assertThat(PromqlMetrics.namedIn("""
                histogram_quantile(0.99, sum by (namespace, le) (
                  rate(requests_bucket{job="countersign", uri=~".*{x}/token", n="$namespace"}[5m] offset 10m))) > 2
                unless on (namespace) (max_over_time(away[$__rate_interval]) == 1 or sum without (pod) (slow) > 10e3)
                """)).containsExactlyInAnyOrder("requests_bucket", "away", "slow");
    }
}
