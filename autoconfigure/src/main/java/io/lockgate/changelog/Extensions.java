package io.lockgate.changelog;

import java.util.stream.Stream;
import liquibase.Scope;
import liquibase.configuration.LiquibaseConfiguration;
import liquibase.parser.ChangeLogParserFactory;

/** Code of others in Liquibase, such as a parser of changelogs in a language: what it depends on is not known. */
final class Extensions {

    private static final String EXTENSION = "liquibase.ext.";

    private static final String LIQUIBASE = "liquibase.";

    private Extensions() {}

    /** Whether changelogs are parsed, and values are found, by Liquibase alone. */
    static boolean areNone() {
        return Stream.concat(
                        ChangeLogParserFactory.getInstance().getParsers().stream(),
                        Scope.getCurrentScope().getSingleton(LiquibaseConfiguration.class).getProviders().stream())
                .allMatch(Extensions::isOfLiquibase);
    }

    static boolean isOfLiquibase(Object part) {
        String type = part.getClass().getName();
        return type.startsWith(LIQUIBASE) && !type.startsWith(EXTENSION);
    }
}
