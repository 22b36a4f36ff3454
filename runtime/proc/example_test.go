//go:build linux || darwin

package proc_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"github.com/cancelcheck/cancelcheck/runtime/proc"
)

// Python: process.terminate(), join(5), kill(). Here it is the whole group, also
// when the child has died before its children.
func ExampleProc_escalate() {
	run := func(script string, grace time.Duration) {
		ctx, cancel := context.WithCancelCause(context.Background())
		defer cancel(nil)
		cmd := exec.Command("sh", "-c", script)
		in, _ := cmd.StdinPipe()
		out, _ := cmd.StdoutPipe()
		p, err := proc.Start(ctx, cmd, proc.Grace(grace))
		if err != nil {
			fmt.Println(err)
			return
		}
		line, _ := bufio.NewReader(out).ReadString('\n')
		if strings.Contains(line, "left behind") {
			in.Close() // lets the child go on to its exit
		} else {
			cancel(errors.New("time is over"))
		}
		fmt.Printf("%s: %v\n", strings.TrimSpace(line), p.Wait())
	}
	const stay = `while :; do sleep 0.1; done`
	run(`trap 'exit 0' TERM; echo cooperative; `+stay, time.Minute)
	run(`trap '' TERM; echo stubborn; `+stay, 50*time.Millisecond)
	run(`sleep 30 & sleep 30 & echo with grandchildren; wait`, time.Minute)
	run(`(echo left behind; `+stay+`) & read go; exit 3`, time.Minute)
	// Output:
	// cooperative: time is over (ended well)
	// stubborn: time is over (killed after the grace)
	// with grandchildren: time is over (signal: terminated)
	// left behind: exit status 3
}
