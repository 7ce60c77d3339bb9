package io.lockgate.autoconfigure;

import java.util.function.ToIntFunction;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jdbc.metadata.CompositeDataSourcePoolMetadataProvider;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadata;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadataProvider;
import org.springframework.jdbc.datasource.AbstractDriverBasedDataSource;
import org.springframework.jdbc.datasource.SmartDataSource;

/** How many more connections a data source would hand out at once. One that we do not know is taken to be full. */
final class PoolRoom implements ToIntFunction<DataSource> {

    private final ObjectProvider<DataSourcePoolMetadataProvider> providers;

    PoolRoom(ObjectProvider<DataSourcePoolMetadataProvider> providers) {
        this.providers = providers;
    }

    @Override
    public int applyAsInt(DataSource dataSource) {
        DataSourcePoolMetadata pool = new CompositeDataSourcePoolMetadataProvider(
                        providers.orderedStream().toList())
                .getDataSourcePoolMetadata(dataSource);
        if (pool == null) {
            // these open a connection for everybody who asks; a smart one hands out the same again
            return dataSource instanceof AbstractDriverBasedDataSource && !(dataSource instanceof SmartDataSource)
                    ? Integer.MAX_VALUE
                    : 0;
        }
        Integer active = pool.getActive();
        Integer max = pool.getMax();
        if (active == null || max == null) {
            return 0;
        }
        return max < 0 ? Integer.MAX_VALUE : Math.max(0, max - active);
    }
}
