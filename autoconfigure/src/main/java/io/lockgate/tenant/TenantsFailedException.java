package io.lockgate.tenant;

import io.lockgate.LockgateException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tenants could not be migrated. */
final class TenantsFailedException extends LockgateException {

    private static final long serialVersionUID = 1L;

    private static final int SHOWN = 5;

    private final boolean isTransient;

    private TenantsFailedException(String message, String action, boolean isTransient, @Nullable Throwable cause) {
        super(message, action, cause);
        this.isTransient = isTransient;
    }

    /** Of all tenants, those that failed; the log and the endpoint have the whole message of each. */
    static TenantsFailedException of(List<TenantReport> tenants) {
        Map<String, LockgateException> failures = new LinkedHashMap<>();
        for (TenantReport tenant : tenants) {
            LockgateException failure = tenant.failure();
            if (failure != null) {
                failures.put(tenant.schema(), failure);
            }
        }
        @Nullable
        LockgateException first = failures.values().stream().findFirst().orElse(null);
        return new TenantsFailedException(
                "%d of %d tenants failed, %d are behind and were not begun: %s%s"
                        .formatted(
                                failures.size(),
                                tenants.size(),
                                tenants.stream()
                                        .filter(tenant -> tenant.state() == TenantState.BEHIND
                                                || tenant.state() == TenantState.RUNNING)
                                        .count(),
                                failures.entrySet().stream()
                                        .limit(SHOWN)
                                        .map(failure -> "%s: %s"
                                                .formatted(
                                                        failure.getKey(),
                                                        failure.getValue().summary()))
                                        .collect(Collectors.joining("\n")),
                                failures.size() > SHOWN ? "\nand %d more".formatted(failures.size() - SHOWN) : ""),
                (first == null ? "Start again." : first.action()) + " Only tenants that are behind are begun then.",
                failures.values().stream().allMatch(LockgateException::isTransient),
                first);
    }

    @Override
    public boolean isTransient() {
        return isTransient;
    }

    /** Each tenant was tried again as often as it was to be. */
    @Override
    public boolean isRetryable() {
        return false;
    }
}
