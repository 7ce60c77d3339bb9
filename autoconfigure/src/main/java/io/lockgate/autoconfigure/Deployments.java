package io.lockgate.autoconfigure;

import io.lockgate.history.Deployment;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.info.BuildProperties;
import org.springframework.core.env.Environment;

/** Finds out who runs. */
final class Deployments {

    private Deployments() {}

    static Deployment of(Environment environment, @Nullable BuildProperties build) {
        String version = build == null ? null : build.getVersion();
        String host = environment.getProperty("HOSTNAME");
        return new Deployment(
                environment.getProperty("spring.application.name", "application"),
                version == null ? environment.getProperty("spring.application.version") : version,
                host == null ? hostName() : host);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
