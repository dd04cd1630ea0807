// Validates the document with swagger-parser: node validate.js <document>. Redocly has a command of its own.
import SwaggerParser from '@apidevtools/swagger-parser';

await SwaggerParser.validate(process.argv[2]);
