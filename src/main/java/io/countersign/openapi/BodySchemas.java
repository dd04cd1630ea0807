package io.countersign.openapi;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.IndexView;
import org.jspecify.annotations.Nullable;

/**
 * Makes the schemas of bodies say what the code says: what may be null, that answers hold every field, that requests take no other, and that a
 * pattern holds for the whole text.
 */
final class BodySchemas {
    private static final DotName NULLABLE = DotName.createSimple("org.jspecify.annotations.Nullable");
    private static final DotName SCHEMA =
            DotName.createSimple("org.eclipse.microprofile.openapi.annotations.media.Schema");
    private static final String SCHEMAS = "#/components/schemas/";
    private static final String REQUEST = "Request";
    private static final Pattern WORDS = Pattern.compile("\\w+(\\|\\w+)*");

    /** The types that are one value on the wire: written out where they are used, instead of referred to. */
    private static final List<String> VALUES = List.of("Instant", "UUID", "Secret");

    private final Map<String, ClassInfo> records = new HashMap<>();

    BodySchemas(IndexView index) {
        for (ClassInfo type : index.getKnownClasses()) {
            if (type.isRecord() && type.name().toString().startsWith("io.countersign.")) {
                records.put(nameOf(type), type);
            }
        }
    }

    void complete(OpenAPI document) {
        Map<String, Schema> schemas = new LinkedHashMap<>(document.getComponents().getSchemas());
        VALUES.forEach(schemas::remove);
        schemas.forEach((name, schema) -> {
            ClassInfo type = records.get(name.startsWith("Page") ? "Page" : name);
            if (type != null) {
                complete(name, schema, type);
            }
        });
        document.getComponents().setSchemas(schemas);
        document.getPaths().getPathItems().values().stream()
                .flatMap(item -> item.getOperations().values().stream())
                .filter(operation -> operation.getParameters() != null)
                .flatMap(operation -> operation.getParameters().stream())
                .forEach(parameter -> wholeText(parameter.getSchema()));
    }

    private static void complete(String name, Schema schema, ClassInfo type) {
        boolean request = name.endsWith(REQUEST);
        if (request) {
            schema.setAdditionalPropertiesSchema(OASFactory.createSchema().booleanSchema(false));
        }
        Map<String, Schema> properties = new LinkedHashMap<>();
        for (FieldInfo field : type.fields()) {
            String property = onTheWire(field.name());
            Schema declared = schema.getProperties() == null
                    ? null
                    : schema.getProperties().get(property);
            if (declared == null) {
                continue;
            }
            Schema value = valueOf(declared, field);
            wholeText(value);
            properties.put(property, isNullable(field) ? nullable(value) : value);
        }
        if (!properties.isEmpty()) {
            schema.setProperties(properties);
            if (!request) {
                schema.setRequired(new ArrayList<>(properties.keySet()));
            }
        }
    }

    private static Schema valueOf(Schema declared, FieldInfo field) {
        return switch (field.type().name().withoutPackagePrefix()) {
            case "Instant" -> text().format("date-time");
            case "UUID" -> text();
            case "Secret" -> text().format("password").pattern("[\\x20-\\x7E]{1,1000}").writeOnly(true);
            default -> declared;
        };
    }

    private static Schema text() {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING);
    }

    /** Java matches a whole text against a pattern, JSON Schema looks for it in the text. Plain words are an enumeration. */
    private static void wholeText(@Nullable Schema schema) {
        if (schema == null) {
            return;
        }
        wholeText(schema.getItems());
        String pattern = schema.getPattern();
        if (pattern == null || pattern.startsWith("^")) {
            return;
        }
        if (WORDS.matcher(pattern).matches()) {
            schema.setPattern(null);
            schema.setEnumeration(new ArrayList<>(List.of((Object[]) pattern.split("\\|", -1))));
        } else {
            schema.setPattern(pattern.contains("|") ? "^(" + pattern + ")$" : "^" + pattern + "$");
        }
    }

    private static Schema nullable(Schema schema) {
        if (schema.getRef() != null) {
            return OASFactory.createSchema()
                    .addAnyOf(schema)
                    .addAnyOf(OASFactory.createSchema().addType(Schema.SchemaType.NULL));
        }
        if (schema.getType() != null && !schema.getType().contains(Schema.SchemaType.NULL)) {
            schema.addType(Schema.SchemaType.NULL);
        }
        if (schema.getEnumeration() != null && !schema.getEnumeration().contains(null)) {
            List<Object> values = new ArrayList<>(schema.getEnumeration());
            values.add(null);
            schema.setEnumeration(values);
        }
        return schema;
    }

    private static boolean isNullable(FieldInfo field) {
        return field.type().hasAnnotation(NULLABLE);
    }

    private static String nameOf(ClassInfo type) {
        AnnotationInstance schema = type.declaredAnnotation(SCHEMA);
        return schema != null && schema.value("name") != null
                ? schema.value("name").asString()
                : type.simpleName();
    }

    private static String onTheWire(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
