package io.lockgate.database;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names that PostgreSQL gives to SQLStates (PostgreSQL documentation, appendix A "PostgreSQL Error Codes"). */
final class SqlStateName {

    private static final Map<String, String> CONDITIONS = Map.ofEntries(
            Map.entry("22001", "string data right truncation"),
            Map.entry("22003", "numeric value out of range"),
            Map.entry("22007", "invalid datetime format"),
            Map.entry("22008", "datetime field overflow"),
            Map.entry("22023", "invalid parameter value"),
            Map.entry("22P02", "invalid text representation"),
            Map.entry("23502", "not null violation"),
            Map.entry("23503", "foreign key violation"),
            Map.entry("23505", "unique violation"),
            Map.entry("23514", "check violation"),
            Map.entry("42601", "syntax error"),
            Map.entry("42602", "invalid name"),
            Map.entry("42622", "name too long"),
            Map.entry("42703", "undefined column"),
            Map.entry("42704", "undefined object"),
            Map.entry("42710", "duplicate object"),
            Map.entry("42883", "undefined function"),
            Map.entry("42P01", "undefined table"),
            Map.entry("42P07", "duplicate table"),
            Map.entry("P0001", "raise exception"),
            Map.entry("P0004", "assert failure"));

    private static final Map<String, String> CLASSES = Map.ofEntries(
            Map.entry("08", "connection exception"),
            Map.entry("0A", "feature not supported"),
            Map.entry("21", "cardinality violation"),
            Map.entry("22", "data exception"),
            Map.entry("23", "integrity constraint violation"),
            Map.entry("25", "invalid transaction state"),
            Map.entry("28", "invalid authorization specification"),
            Map.entry("2B", "dependent privilege descriptors still exist"),
            Map.entry("38", "external routine exception"),
            Map.entry("3D", "invalid catalog name"),
            Map.entry("3F", "invalid schema name"),
            Map.entry("40", "transaction rollback"),
            Map.entry("42", "syntax error or access rule violation"),
            Map.entry("44", "with check option violation"),
            Map.entry("53", "insufficient resources"),
            Map.entry("54", "program limit exceeded"),
            Map.entry("55", "object not in prerequisite state"),
            Map.entry("57", "operator intervention"),
            Map.entry("58", "system error"),
            Map.entry("HV", "foreign data wrapper error"),
            Map.entry("P0", "PL/pgSQL error"),
            Map.entry("XX", "internal error"));

    private SqlStateName() {}

    static String of(@Nullable String state) {
        if (state == null || state.length() != 5) {
            return "database error";
        }
        String ofClass = CLASSES.getOrDefault(state.substring(0, 2), "database error");
        return CONDITIONS.getOrDefault(state, ofClass);
    }
}
