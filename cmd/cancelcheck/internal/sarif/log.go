// Package sarif writes findings in the Static Analysis Results Interchange
// Format, version 2.1.0, for GitHub code scanning and for viewers in editors.
//
// The writer is ours: the format's library for Go (owenrumney/go-sarif) is
// generated from the schema, links a schema validator into the command, and
// would save only the declarations in this file. A test validates what is
// written against the official schema.
package sarif

// The objects of the format, as far as they are filled. Their meaning is the
// specification's: https://docs.oasis-open.org/sarif/sarif/v2.1.0.
type (
	log struct {
		Schema  string `json:"$schema"`
		Version string `json:"version"`
		Runs    []run  `json:"runs"`
	}
	run struct {
		Tool               tool                        `json:"tool"`
		Invocations        []invocation                `json:"invocations"`
		OriginalURIBaseIDs map[string]artifactLocation `json:"originalUriBaseIds"`
		ColumnKind         string                      `json:"columnKind"`
		Results            []result                    `json:"results"`
	}
	tool struct {
		Driver driver `json:"driver"`
	}
	driver struct {
		Name           string `json:"name"`
		InformationURI string `json:"informationUri"`
		Rules          []rule `json:"rules"`
	}
	rule struct {
		ID                   string        `json:"id"`
		Name                 string        `json:"name"`
		ShortDescription     message       `json:"shortDescription"`
		FullDescription      message       `json:"fullDescription"`
		Help                 message       `json:"help"`
		HelpURI              string        `json:"helpUri"`
		DefaultConfiguration configuration `json:"defaultConfiguration"`
		Properties           properties    `json:"properties"`
	}
	configuration struct {
		Level string `json:"level"`
	}
	properties struct {
		Precision string   `json:"precision,omitempty"`
		Tags      []string `json:"tags,omitempty"`
		Level     string   `json:"level,omitempty"`
		Category  string   `json:"category,omitempty"`
		Package   string   `json:"package,omitempty"`
		Function  string   `json:"function,omitempty"`
	}
	message struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	invocation struct {
		ExecutionSuccessful        bool           `json:"executionSuccessful"`
		ToolExecutionNotifications []notification `json:"toolExecutionNotifications,omitempty"`
	}
	notification struct {
		Level     string     `json:"level"`
		Message   message    `json:"message"`
		Locations []location `json:"locations,omitempty"`
	}
	result struct {
		RuleID              string            `json:"ruleId"`
		RuleIndex           int               `json:"ruleIndex"`
		Level               string            `json:"level"`
		Message             message           `json:"message"`
		Locations           []location        `json:"locations"`
		RelatedLocations    []location        `json:"relatedLocations,omitempty"`
		CodeFlows           []codeFlow        `json:"codeFlows,omitempty"`
		PartialFingerprints map[string]string `json:"partialFingerprints"`
		Fixes               []fix             `json:"fixes,omitempty"`
		Properties          properties        `json:"properties"`
	}
	location struct {
		ID               int              `json:"id,omitempty"`
		PhysicalLocation physicalLocation `json:"physicalLocation"`
		Message          *message         `json:"message,omitempty"`
	}
	physicalLocation struct {
		ArtifactLocation artifactLocation `json:"artifactLocation"`
		Region           *region          `json:"region,omitempty"`
	}
	artifactLocation struct {
		URI         string   `json:"uri,omitempty"`
		URIBaseID   string   `json:"uriBaseId,omitempty"`
		Description *message `json:"description,omitempty"`
	}
	region struct {
		StartLine   int      `json:"startLine"`
		StartColumn int      `json:"startColumn,omitempty"`
		EndLine     int      `json:"endLine,omitempty"`
		EndColumn   int      `json:"endColumn,omitempty"`
		Snippet     *content `json:"snippet,omitempty"`
	}
	content struct {
		Text string `json:"text"`
	}
	codeFlow struct {
		ThreadFlows []threadFlow `json:"threadFlows"`
	}
	threadFlow struct {
		Locations []threadFlowLocation `json:"locations"`
	}
	threadFlowLocation struct {
		Location location `json:"location"`
	}
	fix struct {
		Description     message          `json:"description"`
		ArtifactChanges []artifactChange `json:"artifactChanges"`
	}
	artifactChange struct {
		ArtifactLocation artifactLocation `json:"artifactLocation"`
		Replacements     []replacement    `json:"replacements"`
	}
	replacement struct {
		DeletedRegion   region  `json:"deletedRegion"`
		InsertedContent content `json:"insertedContent"`
	}
)
