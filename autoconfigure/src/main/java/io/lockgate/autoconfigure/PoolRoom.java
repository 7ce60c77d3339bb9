package io.lockgate.autoconfigure;

import java.util.function.Predicate;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jdbc.metadata.CompositeDataSourcePoolMetadataProvider;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadata;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadataProvider;
import org.springframework.jdbc.datasource.AbstractDriverBasedDataSource;
import org.springframework.jdbc.datasource.SmartDataSource;

/** Whether a data source would hand out one more connection at once. One that we do not know is taken to be full. */
final class PoolRoom implements Predicate<DataSource> {

    private final ObjectProvider<DataSourcePoolMetadataProvider> providers;

    PoolRoom(ObjectProvider<DataSourcePoolMetadataProvider> providers) {
        this.providers = providers;
    }

    @Override
    public boolean test(DataSource dataSource) {
        DataSourcePoolMetadata pool = new CompositeDataSourcePoolMetadataProvider(
                        providers.orderedStream().toList())
                .getDataSourcePoolMetadata(dataSource);
        if (pool == null) {
            // these open a connection for everybody who asks; a smart one hands out the same again
            return dataSource instanceof AbstractDriverBasedDataSource && !(dataSource instanceof SmartDataSource);
        }
        Integer active = pool.getActive();
        Integer max = pool.getMax();
        return active != null && max != null && (max < 0 || active < max);
    }
}
