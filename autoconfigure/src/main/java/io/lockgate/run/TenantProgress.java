package io.lockgate.run;

import io.lockgate.tenant.TenantReport;
import io.lockgate.tenant.TenantState;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/** How far the tenants are, as it is written to the log from time to time. */
final class TenantProgress {

    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private static final Set<TenantState> DONE = EnumSet.of(TenantState.CURRENT, TenantState.FAILED);

    private final Map<String, TenantState> tenants = new HashMap<>();

    private volatile @Nullable Run run;

    private int behind;

    private int done;

    private long began;

    private long told;

    /** What there is to do. */
    String counted(Run current, List<TenantReport> counted) {
        if (run != current) {
            run = current;
            tenants.clear();
        }
        counted.forEach(tenant -> tenants.put(tenant.schema(), tenant.state()));
        behind = (int)
                tenants.values().stream().filter(state -> !DONE.contains(state)).count();
        done = 0;
        began = System.nanoTime();
        told = began;
        return "%d tenants, %d of them behind".formatted(tenants.size(), behind);
    }

    /** What is to be told now, if anything; nothing of tenants that were not counted before. */
    Optional<String> changed(Run current, TenantReport tenant) {
        if (run != current) {
            return Optional.empty();
        }
        tenants.put(tenant.schema(), tenant.state());
        if (!DONE.contains(tenant.state())) {
            return Optional.empty();
        }
        done++;
        long now = System.nanoTime();
        if (done < behind && now - told < INTERVAL.toNanos()) {
            return Optional.empty();
        }
        told = now;
        double perSecond = done / Math.max(0.001, (now - began) / 1e9);
        Duration left = Duration.ofSeconds(Math.round(Math.max(0, behind - done) / perSecond));
        return Optional.of("tenants %d/%d, %.1f/s, %s left"
                .formatted(
                        done, behind, perSecond, DurationFormatterUtils.print(left, DurationFormat.Style.COMPOSITE)));
    }
}
