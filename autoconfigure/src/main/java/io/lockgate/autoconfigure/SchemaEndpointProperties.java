package io.lockgate.autoconfigure;

import java.util.Set;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties {@code management.endpoint.schema.*} beside those that every endpoint has.
 *
 * @param showDetails when to show statements, values, and what else the server says beside its primary message
 * @param roles roles of which a caller must have one to be authorized; any authenticated caller is, if none are set
 */
@ConfigurationProperties("management.endpoint.schema")
record SchemaEndpointProperties(
        @DefaultValue("never") Show showDetails,
        @DefaultValue Set<String> roles) {}
