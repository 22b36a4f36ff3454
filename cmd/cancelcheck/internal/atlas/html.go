package atlas

import (
	_ "embed" // the page
	"encoding/json"
	"io"
	"strings"
)

//go:embed page/page.html
var page string

//go:embed page/page.css
var style string

//go:embed page/page.js
var script string

// Links says how the page's places become links.
type Links struct {
	Template string            `json:"template"` // empty: places are text
	Roots    map[string]string `json:"roots"`    // by module, if the template has {path}
}

// HTML writes the map as one page that needs nothing else. The policy in it
// forbids the browser to fetch anything.
func (m *Map) HTML(w io.Writer, links Links) error {
	// The encoder writes <, > and & as escapes, so no string can end the
	// script that the data is in.
	data, err := json.Marshal(struct {
		Map   *Map  `json:"map"`
		Links Links `json:"links"`
	}{m, links})
	if err != nil {
		return err
	}
	_, err = strings.NewReplacer("/*style*/", style, "/*data*/", string(data), "/*script*/", script).WriteString(w, page)
	return err
}
