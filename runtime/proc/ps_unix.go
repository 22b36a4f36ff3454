//go:build linux || darwin

package proc

import (
	"fmt"
	"os/exec"
	"strings"
)

// ps lists all processes where there is no /proc. The tool is part of the system
// there; the calls behind it are not in the standard library.
func ps() ([]member, error) {
	out, err := exec.Command("ps", "-A", "-o", "pid=,ppid=,pgid=,stat=").Output()
	if err != nil {
		return nil, err
	}
	var all []member
	for line := range strings.Lines(string(out)) {
		var m member
		var stat string
		if _, err := fmt.Sscan(line, &m.pid, &m.parent, &m.group, &stat); err != nil {
			return nil, fmt.Errorf("ps: %q: %w", line, err)
		}
		m.zombie = strings.HasPrefix(stat, "Z")
		all = append(all, m)
	}
	return all, nil
}
