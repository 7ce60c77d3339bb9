package io.lockgate.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateLimitTests {

    private long now = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

    private final RateLimit limit = new RateLimit(Duration.ofSeconds(1), 10, () -> now);

    @Test
    void letsANameThroughOncePerPeriod() {
        assertThat(limit.pass("acme")).isTrue();
        assertThat(limit.pass("acme")).isFalse();

        // the time of System.nanoTime() may overflow
        now += Duration.ofMillis(1_001).toNanos();

        assertThat(limit.pass("acme")).isTrue();
    }

    @Test
    void letsOnlySoManyNamesThroughInAll() {
        assertThat(passing(1_000)).isEqualTo(10);
        assertThat(passing(1_000)).isZero();

        now += Duration.ofSeconds(1).toNanos();

        assertThat(passing(1_000)).isEqualTo(10);
    }

    private long passing(int names) {
        return IntStream.range(0, names)
                .mapToObj(name -> "guest" + name)
                .filter(limit::pass)
                .count();
    }
}
