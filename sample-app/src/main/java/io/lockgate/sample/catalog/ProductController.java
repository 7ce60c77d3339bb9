package io.lockgate.sample.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The catalog over HTTP. */
@RestController
@RequestMapping("/products")
class ProductController {

    private final Catalog catalog;

    ProductController(Catalog catalog) {
        this.catalog = catalog;
    }

    @GetMapping
    List<Product> products(@RequestParam(required = false) @Nullable String category) {
        return catalog.products(category);
    }

    @GetMapping("/{sku}")
    Product product(@PathVariable String sku) {
        return catalog.product(sku);
    }
}
