package io.lockgate.actuate;

import io.lockgate.startup.Lockgate;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/** Says in {@code /actuator/info} which version the schema has. */
public final class SchemaInfoContributor implements InfoContributor {

    private final Supplier<Lockgate> lockgate;

    /**
     * Says what somebody knows.
     *
     * @param lockgate asked for by every question, so that nothing is created before
     */
    public SchemaInfoContributor(Supplier<Lockgate> lockgate) {
        this.lockgate = lockgate;
    }

    @Override
    public void contribute(Info.Builder builder) {
        lockgate.get().version().ifPresent(version -> builder.withDetail("schema", Map.of("version", version)));
    }
}
