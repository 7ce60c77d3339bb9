package io.lockgate.sample.tenants;

import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A shop that wants to join, as it comes in; JSON may have left out anything. */
record NewTenant(String name, String displayName) {

    /** As the table's check constraint {@code tenants_schema_name_check} has it. */
    private static final Pattern LEGAL = Pattern.compile("(?!pg_|(?:public|information_schema)$)[a-z][a-z0-9_]{0,62}");

    NewTenant(@Nullable String name, @Nullable String displayName) {
        this.name = Objects.requireNonNullElse(name, "");
        this.displayName = Objects.requireNonNullElse(displayName, this.name);
    }

    /** Throws a 400 unless the name can be that of a schema. */
    void requireLegal() {
        if (!LEGAL.matcher(name).matches()) {
            throw TenantProblem.illegal(name);
        }
    }
}
