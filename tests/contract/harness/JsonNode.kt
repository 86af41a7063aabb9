package com.fasterxml.jackson.databind

/** Stands in for Jackson's tree at run time: no case looks into one. */
open class JsonNode

class AnyNode : JsonNode()
