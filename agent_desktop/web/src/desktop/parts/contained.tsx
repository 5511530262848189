/** A fault in what a place shows stays in that place: the rest of the desktop, and the call, go on. */
import { Component, type ReactNode } from "react";
import { Button } from "../../controls/button";
import { useSpeech } from "../../i18n/language";
import { ReloadButton } from "./part_missing";

interface ContainedState {
  hasFailed: boolean;
}

/** React tells of such a fault to class components only. */
export class Contained extends Component<{ children: ReactNode }, ContainedState> {
  override state: ContainedState = { hasFailed: false };

  static getDerivedStateFromError(): ContainedState {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    return <Failed onShowAgain={() => this.setState({ hasFailed: false })} />;
  }
}

function Failed({ onShowAgain }: { onShowAgain: () => void }) {
  const { t } = useSpeech();
  return (
    <div className="card stack" role="alert" data-testid="part-failed">
      <p className="problem">{t("part_failed")}</p>
      <div className="row">
        <Button onPress={onShowAgain}>{t("show_again")}</Button>
        <ReloadButton />
      </div>
    </div>
  );
}
