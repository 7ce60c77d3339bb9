package io.lockgate.actuate;

import io.lockgate.startup.Lockgate;
import java.util.Map;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/** Says in {@code /actuator/info} which version the schema has. */
public final class SchemaInfoContributor implements InfoContributor {

    private final Lockgate lockgate;

    public SchemaInfoContributor(Lockgate lockgate) {
        this.lockgate = lockgate;
    }

    @Override
    public void contribute(Info.Builder builder) {
        lockgate.version().ifPresent(version -> builder.withDetail("schema", Map.of("version", version)));
    }
}
