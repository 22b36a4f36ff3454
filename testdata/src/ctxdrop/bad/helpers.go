package bad

import (
	"net/http"
	"os/exec"
)

func (a *api) do(req *http.Request) error {
	req.Header.Set("Accept", "application/json")
	resp, err := a.http.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func again(f func() error) error {
	for range 3 {
		if err := f(); err == nil {
			return nil
		}
	}
	return f()
}

func quietly(cmd *exec.Cmd) error {
	cmd.Stderr = nil
	return cmd.Run()
}
