package io.lockgate.sample.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.ErrorResponseException;

/** The products and their prices. */
@Service
@Transactional(readOnly = true)
public class Catalog {

    private static final String PRODUCTS = """
            select p.sku, p.category, p.name, p.price_cents, s.on_hand
            from public.products p
            join public.stock s on s.sku = p.sku
            """;

    private final JdbcClient jdbc;

    Catalog(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All products, or those of one category, by SKU. */
    List<Product> products(@Nullable String category) {
        return jdbc.sql(PRODUCTS + "where cast(:category as text) is null or p.category = :category order by p.sku")
                .param("category", category)
                .query(new DataClassRowMapper<>(Product.class))
                .list();
    }

    /**
     * The product of that SKU.
     *
     * @throws ErrorResponseException with 404 when there is none
     */
    public Product product(String sku) {
        return jdbc.sql(PRODUCTS + "where p.sku = :sku")
                .param("sku", sku)
                .query(Product.class)
                .optional()
                .orElseThrow(() -> unknown(sku));
    }

    private static ErrorResponseException unknown(String sku) {
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, "There is no product with the SKU " + sku + ".");
        problem.setTitle("Unknown product");
        problem.setProperty("sku", sku);
        return new ErrorResponseException(HttpStatus.NOT_FOUND, problem, null);
    }
}
