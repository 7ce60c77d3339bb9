package io.lockgate.autoconfigure;

import java.util.stream.Stream;
import liquibase.integration.spring.SpringLiquibase;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/** Shows a native image the fields of the beans whose settings are part of a fingerprint. */
final class LiquibaseFields implements RuntimeHintsRegistrar {

    /** What Spring Boot makes of a data source for Liquibase alone. */
    private static final String OF_BOOT =
            "org.springframework.boot.liquibase.autoconfigure.DataSourceClosingSpringLiquibase";

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        Stream.of(SpringLiquibase.class.getName(), OF_BOOT)
                .forEach(bean ->
                        hints.reflection().registerType(TypeReference.of(bean), MemberCategory.ACCESS_DECLARED_FIELDS));
    }
}
