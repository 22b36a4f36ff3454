package atlas

import (
	"encoding/json"
	"io"
)

// JSON writes the map for programs: the same map is the same bytes.
func (m *Map) JSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "\t")
	return enc.Encode(m)
}
