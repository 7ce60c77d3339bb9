package io.lockgate.sample;

import java.time.LocalDate;
import java.time.ZoneOffset;
import liquibase.util.LiquibaseUtil;
import org.springframework.boot.SpringBootVersion;

/** By what, when and where a document was written. */
final class Written {

    private Written() {}

    /** Two lines, the second of which can go on. */
    static String by(String profile) {
        return """
                Written by `mvn -B -ntp -P%s verify` on %s: %d cores, PostgreSQL %s, Java %s, Spring Boot %s, Liquibase %s,
                liquibase-sessionlock %s""".formatted(
                        profile,
                        LocalDate.now(ZoneOffset.UTC),
                        Runtime.getRuntime().availableProcessors(),
                        Deployment.serverVersion(),
                        System.getProperty("java.version"),
                        SpringBootVersion.getVersion(),
                        LiquibaseUtil.getBuildVersion(),
                        System.getProperty("sessionlock.version"));
    }
}
