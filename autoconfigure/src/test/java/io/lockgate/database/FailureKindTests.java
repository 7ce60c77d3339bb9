package io.lockgate.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureKindTests {

    @ParameterizedTest
    @CsvSource({
        "08001, TRANSIENT",
        "08006, TRANSIENT",
        "40001, COLLISION",
        "40P01, COLLISION",
        "53200, EXHAUSTED",
        "53300, EXHAUSTED",
        "55P03, COLLISION",
        "57P01, TRANSIENT",
        "57P03, TRANSIENT",
        "08004, ACCESS_DENIED",
        "28000, ACCESS_DENIED",
        "28P01, ACCESS_DENIED",
        "3D000, DATABASE_MISSING",
        "42501, PRIVILEGE_MISSING",
        "57014, CANCELLED",
        "42P01, LASTING",
        "23505, LASTING",
        ", LASTING"
    })
    void theStateTells(String state, FailureKind kind) {
        assertThat(FailureKind.of(new SQLException("no", state))).isEqualTo(kind);
    }

    @Test
    void theMostTellingOfAllCausesCounts() {
        var refused = new SQLException("wrong password", "28P01");
        var unavailable = new SQLException("pool is empty", "08001", refused);

        assertThat(FailureKind.of(new IllegalStateException(unavailable))).isEqualTo(FailureKind.ACCESS_DENIED);
        assertThat(FailureKind.rootSqlException(new IllegalStateException(unavailable)))
                .contains(refused);
    }

    @Test
    void whatIsNotOfTheDatabaseIsLasting() {
        assertThat(FailureKind.of(new IllegalStateException())).isEqualTo(FailureKind.LASTING);
        assertThat(FailureKind.rootSqlException(new IllegalStateException())).isEmpty();
    }
}
