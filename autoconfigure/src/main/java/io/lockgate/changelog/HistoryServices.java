package io.lockgate.changelog;

import java.util.Map;
import liquibase.Scope;
import liquibase.changelog.ChangeLogHistoryServiceFactory;
import liquibase.database.Database;
import org.springframework.beans.DirectFieldAccessor;

/** What Liquibase keeps of each history for the life of the process. */
final class HistoryServices {

    private HistoryServices() {}

    /**
     * Forgets one. Databases are the same if they have the same connection, so that the next one on it would find the service
     * of this one. Liquibase has a way to forget all alone, those of other threads included; that remains where we may not
     * look, such as in a native image.
     */
    static void forget(Database database) {
        ChangeLogHistoryServiceFactory factory =
                Scope.getCurrentScope().getSingleton(ChangeLogHistoryServiceFactory.class);
        DirectFieldAccessor fields = new DirectFieldAccessor(factory);
        if (fields.isReadableProperty("services")
                && fields.getPropertyValue("services") instanceof Map<?, ?> services) {
            services.remove(database);
        } else {
            factory.resetAll();
        }
    }
}
