package io.lockgate.check;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Compares the single value of a query with what it should be. */
record SqlCheck(String name, String query, String expected) implements SchemaCheck {

    @Override
    public CheckResult check(JdbcClient jdbc) {
        List<@Nullable Object> values = jdbc.sql(query).query().singleColumn();
        if (values.size() != 1) {
            return CheckResult.down("expected one row, got %d".formatted(values.size()));
        }
        String value = Objects.toString(values.get(0));
        return value.equals(expected)
                ? CheckResult.up()
                : CheckResult.down("expected %s, got %s".formatted(expected, value));
    }
}
