package io.lockgate.history;

import org.jspecify.annotations.Nullable;

/**
 * Who runs.
 *
 * @param application the name of the application
 * @param buildVersion the version of its build, where the build tells it
 * @param host the host, on Kubernetes the pod
 */
public record Deployment(String application, @Nullable String buildVersion, String host) {

    /** The name of the application's sessions in {@code pg_stat_activity} while they migrate. */
    public String sessionName() {
        return "lockgate:%s:%s".formatted(application, host);
    }
}
